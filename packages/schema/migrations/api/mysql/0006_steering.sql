CREATE TABLE IF NOT EXISTS `cellbridge_wishes` (
	`cell_uuid` varchar(36) NOT NULL,
	`setting` varchar(32) NOT NULL,
	`value` varchar(255),
	`wished_by` varchar(255) NOT NULL,
	`wished_at` datetime(6) NOT NULL,
	PRIMARY KEY (`cell_uuid`, `setting`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `cellbridge_migrators` (
	`id` varchar(36) NOT NULL,
	`run_id` varchar(36) NOT NULL,
	`cell_uuid` varchar(36) NOT NULL,
	`host` varchar(255) NOT NULL,
	`pid` int NOT NULL,
	`state` varchar(32) NOT NULL,
	`reason` mediumtext,
	`batch_groups` int NOT NULL,
	`batch_rows` int NOT NULL,
	`obeyed_at` datetime(6),
	`started_at` datetime(6) NOT NULL,
	`heartbeat_at` datetime(6) NOT NULL,
	PRIMARY KEY (`id`),
	KEY `cellbridge_migrators_cell_idx` (`cell_uuid`)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
