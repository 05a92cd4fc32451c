CREATE TABLE `cellbridge_adopted_members` (
	`cell_uuid` VARCHAR(36) NOT NULL,
	`member_id` integer NOT NULL,
	`group_uuid` VARCHAR(36) NOT NULL,
	`adopted_at` DATETIME NOT NULL,
	PRIMARY KEY(`cell_uuid`, `member_id`, `group_uuid`)
);
--> statement-breakpoint
CREATE TABLE `cellbridge_claims` (
	`id` VARCHAR(36) PRIMARY KEY NOT NULL,
	`cell_uuid` VARCHAR(36) NOT NULL,
	`group_ids` text NOT NULL,
	`created_at` DATETIME NOT NULL
);
--> statement-breakpoint
CREATE INDEX `cellbridge_claims_cell_idx` ON `cellbridge_claims` (`cell_uuid`);--> statement-breakpoint
CREATE TABLE `cellbridge_progress` (
	`migration` VARCHAR(255) NOT NULL,
	`cell_uuid` VARCHAR(36) NOT NULL,
	`cursor` integer DEFAULT 0 NOT NULL,
	`found` integer DEFAULT 0 NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`run_done` integer DEFAULT 0 NOT NULL,
	`state` VARCHAR(32) NOT NULL,
	`started_at` DATETIME,
	`updated_at` DATETIME,
	`finished_at` DATETIME,
	`last_error` text,
	PRIMARY KEY(`migration`, `cell_uuid`)
);
--> statement-breakpoint
CREATE TABLE `cellbridge_quarantine` (
	`id` integer PRIMARY KEY NOT NULL,
	`cell_uuid` VARCHAR(36) NOT NULL,
	`cell_group_id` integer NOT NULL,
	`group_uuid` text NOT NULL,
	`reason` VARCHAR(64) NOT NULL,
	`details` text NOT NULL,
	`attempts` integer NOT NULL,
	`created_at` DATETIME NOT NULL,
	`updated_at` DATETIME NOT NULL,
	`resolution` VARCHAR(32),
	`resolved_at` DATETIME,
	`resolved_by` VARCHAR(255)
);
--> statement-breakpoint
CREATE INDEX `cellbridge_quarantine_group_idx` ON `cellbridge_quarantine` (`group_uuid`);--> statement-breakpoint
CREATE UNIQUE INDEX `uniq_cellbridge_quarantine0cell_uuid0cell_group_id` ON `cellbridge_quarantine` (`cell_uuid`,`cell_group_id`);--> statement-breakpoint
CREATE TABLE `cellbridge_receipts` (
	`group_uuid` VARCHAR(36) PRIMARY KEY NOT NULL,
	`cell_uuid` VARCHAR(36) NOT NULL,
	`cell_group_id` integer NOT NULL,
	`last_member_id` integer NOT NULL,
	`digest` VARCHAR(64) NOT NULL,
	`run_id` VARCHAR(36) NOT NULL,
	`moved_at` DATETIME NOT NULL,
	`destroyed_at` DATETIME
);
--> statement-breakpoint
CREATE INDEX `cellbridge_receipts_cell_idx` ON `cellbridge_receipts` (`cell_uuid`,`cell_group_id`);