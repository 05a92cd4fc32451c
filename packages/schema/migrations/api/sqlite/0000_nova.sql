CREATE TABLE `cell_mappings` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`uuid` VARCHAR(36) NOT NULL,
	`name` VARCHAR(255),
	`transport_url` text,
	`database_connection` text,
	`disabled` BOOLEAN,
	CONSTRAINT `uniq_cell_mappings0uuid` UNIQUE (`uuid`)
);
--> statement-breakpoint
CREATE INDEX `uuid_idx` ON `cell_mappings` (`uuid`);--> statement-breakpoint
CREATE TABLE `instance_group_member` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`instance_uuid` VARCHAR(255),
	`group_id` integer NOT NULL,
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `instance_group_member_instance_idx` ON `instance_group_member` (`instance_uuid`);--> statement-breakpoint
CREATE TABLE `instance_group_policy` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`policy` VARCHAR(255),
	`group_id` integer NOT NULL,
	`rules` text,
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `instance_group_policy_policy_idx` ON `instance_group_policy` (`policy`);--> statement-breakpoint
CREATE TABLE `instance_groups` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` VARCHAR(255),
	`project_id` VARCHAR(255),
	`uuid` VARCHAR(36) NOT NULL,
	`name` VARCHAR(255),
	CONSTRAINT `uniq_instance_groups0uuid` UNIQUE (`uuid`)
);
--> statement-breakpoint
CREATE TABLE `instance_mappings` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`instance_uuid` VARCHAR(36) NOT NULL,
	`cell_id` integer,
	`project_id` VARCHAR(255) NOT NULL,
	`queued_for_delete` BOOLEAN,
	`user_id` VARCHAR(255),
	FOREIGN KEY (`cell_id`) REFERENCES `cell_mappings`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT `uniq_instance_mappings0instance_uuid` UNIQUE (`instance_uuid`)
);
--> statement-breakpoint
CREATE INDEX `instance_uuid_idx` ON `instance_mappings` (`instance_uuid`);--> statement-breakpoint
CREATE INDEX `project_id_idx` ON `instance_mappings` (`project_id`);--> statement-breakpoint
CREATE INDEX `instance_mappings_user_id_project_id_idx` ON `instance_mappings` (`user_id`,`project_id`);
