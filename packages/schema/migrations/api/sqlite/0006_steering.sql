CREATE TABLE `cellbridge_migrators` (
	`id` VARCHAR(36) PRIMARY KEY NOT NULL,
	`run_id` VARCHAR(36) NOT NULL,
	`cell_uuid` VARCHAR(36) NOT NULL,
	`host` VARCHAR(255) NOT NULL,
	`pid` integer NOT NULL,
	`state` VARCHAR(32) NOT NULL,
	`reason` text,
	`batch_groups` integer NOT NULL,
	`batch_rows` integer NOT NULL,
	`obeyed_at` DATETIME,
	`started_at` DATETIME NOT NULL,
	`heartbeat_at` DATETIME NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cellbridge_migrators_cell_idx` ON `cellbridge_migrators` (`cell_uuid`);--> statement-breakpoint
CREATE TABLE `cellbridge_wishes` (
	`cell_uuid` VARCHAR(36) NOT NULL,
	`setting` VARCHAR(32) NOT NULL,
	`value` VARCHAR(255),
	`wished_by` VARCHAR(255) NOT NULL,
	`wished_at` DATETIME NOT NULL,
	PRIMARY KEY(`cell_uuid`, `setting`)
);
