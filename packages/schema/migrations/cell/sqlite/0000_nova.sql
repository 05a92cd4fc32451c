CREATE TABLE `instance_group_member` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`deleted_at` DATETIME,
	`deleted` integer,
	`id` integer PRIMARY KEY NOT NULL,
	`instance_id` VARCHAR(255),
	`group_id` integer NOT NULL,
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `instance_group_member_instance_idx` ON `instance_group_member` (`instance_id`);--> statement-breakpoint
CREATE TABLE `instance_group_policy` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`deleted_at` DATETIME,
	`deleted` integer,
	`id` integer PRIMARY KEY NOT NULL,
	`policy` VARCHAR(255),
	`group_id` integer NOT NULL,
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `instance_group_policy_policy_idx` ON `instance_group_policy` (`policy`);--> statement-breakpoint
CREATE TABLE `instance_groups` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`deleted_at` DATETIME,
	`deleted` integer,
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` VARCHAR(255),
	`project_id` VARCHAR(255),
	`uuid` VARCHAR(36) NOT NULL,
	`name` VARCHAR(255),
	CONSTRAINT `uniq_instance_groups0uuid0deleted` UNIQUE (`uuid`,`deleted`)
);
--> statement-breakpoint
CREATE TABLE `instances` (
	`created_at` DATETIME,
	`updated_at` DATETIME,
	`deleted_at` DATETIME,
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` VARCHAR(255),
	`project_id` VARCHAR(255),
	`host` VARCHAR(255),
	`uuid` VARCHAR(36) NOT NULL,
	`deleted` integer,
	CONSTRAINT `uniq_instances0uuid` UNIQUE (`uuid`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `uuid` ON `instances` (`uuid`);--> statement-breakpoint
CREATE INDEX `instances_project_id_idx` ON `instances` (`project_id`);--> statement-breakpoint
CREATE INDEX `instances_project_id_deleted_idx` ON `instances` (`project_id`,`deleted`);--> statement-breakpoint
CREATE INDEX `instances_deleted_created_at_idx` ON `instances` (`deleted`,`created_at`);--> statement-breakpoint
CREATE INDEX `instances_uuid_deleted_idx` ON `instances` (`uuid`,`deleted`);--> statement-breakpoint
CREATE INDEX `instances_updated_at_project_id_idx` ON `instances` (`updated_at`,`project_id`);
