CREATE TABLE IF NOT EXISTS `cellbridge_receipts` (
	`group_uuid` varchar(36) NOT NULL,
	`cell_uuid` varchar(36) NOT NULL,
	`cell_group_id` int NOT NULL,
	`last_member_id` int NOT NULL,
	`digest` varchar(64) NOT NULL,
	`run_id` varchar(36) NOT NULL,
	`moved_at` datetime(6) NOT NULL,
	`destroyed_at` datetime(6),
	PRIMARY KEY (`group_uuid`),
	KEY `cellbridge_receipts_cell_idx` (`cell_uuid`, `cell_group_id`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `cellbridge_adopted_members` (
	`cell_uuid` varchar(36) NOT NULL,
	`member_id` int NOT NULL,
	`group_uuid` varchar(36) NOT NULL,
	`adopted_at` datetime(6) NOT NULL,
	PRIMARY KEY (`cell_uuid`, `member_id`, `group_uuid`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `cellbridge_claims` (
	`id` varchar(36) NOT NULL,
	`cell_uuid` varchar(36) NOT NULL,
	`group_ids` mediumtext NOT NULL,
	`created_at` datetime(6) NOT NULL,
	PRIMARY KEY (`id`),
	KEY `cellbridge_claims_cell_idx` (`cell_uuid`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `cellbridge_progress` (
	`migration` varchar(255) NOT NULL,
	`cell_uuid` varchar(36) NOT NULL,
	`cursor` int NOT NULL DEFAULT 0,
	`found` int NOT NULL DEFAULT 0,
	`done` int NOT NULL DEFAULT 0,
	`run_done` int NOT NULL DEFAULT 0,
	`state` varchar(32) NOT NULL,
	`started_at` datetime(6),
	`updated_at` datetime(6),
	`finished_at` datetime(6),
	`last_error` mediumtext,
	PRIMARY KEY (`migration`, `cell_uuid`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `cellbridge_quarantine` (
	`id` int NOT NULL AUTO_INCREMENT,
	`cell_uuid` varchar(36) NOT NULL,
	`cell_group_id` int NOT NULL,
	`group_uuid` varchar(255) NOT NULL,
	`reason` varchar(64) NOT NULL,
	`details` mediumtext NOT NULL,
	`attempts` int NOT NULL,
	`created_at` datetime(6) NOT NULL,
	`updated_at` datetime(6) NOT NULL,
	`resolution` varchar(32),
	`resolved_at` datetime(6),
	`resolved_by` varchar(255),
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_cellbridge_quarantine0cell_uuid0cell_group_id` (`cell_uuid`, `cell_group_id`),
	KEY `cellbridge_quarantine_group_idx` (`group_uuid`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
