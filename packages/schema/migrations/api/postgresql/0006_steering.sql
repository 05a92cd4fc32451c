CREATE TABLE "cellbridge_migrators" (
	"id" varchar(36) PRIMARY KEY NOT NULL,
	"run_id" varchar(36) NOT NULL,
	"cell_uuid" varchar(36) NOT NULL,
	"host" varchar(255) NOT NULL,
	"pid" integer NOT NULL,
	"state" varchar(32) NOT NULL,
	"reason" text,
	"batch_groups" integer NOT NULL,
	"batch_rows" integer NOT NULL,
	"obeyed_at" timestamp without time zone,
	"started_at" timestamp without time zone NOT NULL,
	"heartbeat_at" timestamp without time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "cellbridge_wishes" (
	"cell_uuid" varchar(36) NOT NULL,
	"setting" varchar(32) NOT NULL,
	"value" varchar(255),
	"wished_by" varchar(255) NOT NULL,
	"wished_at" timestamp without time zone NOT NULL,
	CONSTRAINT "cellbridge_wishes_pkey" PRIMARY KEY("cell_uuid","setting")
);
--> statement-breakpoint
CREATE INDEX "cellbridge_migrators_cell_idx" ON "cellbridge_migrators" USING btree ("cell_uuid");