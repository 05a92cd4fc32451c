CREATE TABLE IF NOT EXISTS `cell_mappings` (
	`created_at` datetime,
	`updated_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`uuid` varchar(36) NOT NULL,
	`name` varchar(255),
	`transport_url` text,
	`database_connection` text,
	`disabled` tinyint(1),
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_cell_mappings0uuid` (`uuid`),
	KEY `uuid_idx` (`uuid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_mappings` (
	`created_at` datetime,
	`updated_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`instance_uuid` varchar(36) NOT NULL,
	`cell_id` int,
	`project_id` varchar(255) NOT NULL,
	`queued_for_delete` tinyint(1),
	`user_id` varchar(255),
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_instance_mappings0instance_uuid` (`instance_uuid`),
	KEY `instance_uuid_idx` (`instance_uuid`),
	KEY `project_id_idx` (`project_id`),
	KEY `instance_mappings_user_id_project_id_idx` (`user_id`, `project_id`),
	FOREIGN KEY (`cell_id`) REFERENCES `cell_mappings` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_groups` (
	`created_at` datetime,
	`updated_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`user_id` varchar(255),
	`project_id` varchar(255),
	`uuid` varchar(36) NOT NULL,
	`name` varchar(255),
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_instance_groups0uuid` (`uuid`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_group_policy` (
	`created_at` datetime,
	`updated_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`policy` varchar(255),
	`group_id` int NOT NULL,
	`rules` text,
	PRIMARY KEY (`id`),
	KEY `instance_group_policy_policy_idx` (`policy`),
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_group_member` (
	`created_at` datetime,
	`updated_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`instance_uuid` varchar(255),
	`group_id` int NOT NULL,
	PRIMARY KEY (`id`),
	KEY `instance_group_member_instance_idx` (`instance_uuid`),
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
