ALTER TABLE `cellbridge_progress` ADD COLUMN `heartbeat_at` datetime(6);
