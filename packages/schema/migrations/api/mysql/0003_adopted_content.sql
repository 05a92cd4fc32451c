ALTER TABLE `cellbridge_adopted_members` ADD COLUMN `content` mediumtext;
