using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Rules_are_definitions_with_versions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_rules_key",
                table: "rules");

            // The columns of before stay, with defaults, for a node of the version before that still runs; a later migration drops them.
            migrationBuilder.Sql("""
                ALTER TABLE rules
                    ALTER COLUMN metric SET DEFAULT '', ALTER COLUMN condition SET DEFAULT 'Above', ALTER COLUMN "limit" SET DEFAULT 0,
                    ALTER COLUMN clear_level SET DEFAULT 0, ALTER COLUMN for_duration SET DEFAULT '0', ALTER COLUMN severity SET DEFAULT 'Warning';
                """);

            migrationBuilder.AddColumn<string>(
                name: "definition",
                table: "rules",
                type: "jsonb",
                nullable: true);

            migrationBuilder.Sql("""
                UPDATE rules SET definition = jsonb_build_object(
                    'schema', 1, 'where', '{}'::jsonb, 'combine', 'All', 'for', extract(epoch FROM for_duration),
                    'conditions', jsonb_build_array(jsonb_build_object(
                        'metric', metric,
                        'kind', CASE condition WHEN 'Silent' THEN 'NoData' ELSE condition END,
                        'steps', jsonb_build_array(CASE condition
                            WHEN 'Silent' THEN jsonb_build_object('severity', severity)
                            ELSE jsonb_build_object('severity', severity, 'limit', "limit", 'clearLevel', clear_level) END))));
                ALTER TABLE rules ALTER COLUMN definition SET NOT NULL;
                """);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "deleted_at",
                table: "rules",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "description",
                table: "rules",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "steps",
                table: "rule_overrides",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.CreateTable(
                name: "rule_versions",
                columns: table => new
                {
                    rule_id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    act = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    description = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    enabled = table.Column<bool>(type: "boolean", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rule_versions", x => new { x.rule_id, x.version });
                    table.ForeignKey(
                        name: "fk_rule_versions_rules_rule_id",
                        column: x => x.rule_id,
                        principalTable: "rules",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_rule_versions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rules_key",
                table: "rules",
                column: "key",
                unique: true,
                filter: "deleted_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_rule_versions_user_id",
                table: "rule_versions",
                column: "user_id");

            migrationBuilder.Sql("""
                INSERT INTO rule_versions (rule_id, version, at, act, reason, name, description, enabled, definition)
                SELECT id, version, updated_at, 'kept', 'As it was before rules had a history', name, '', enabled, definition FROM rules;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rule_versions");

            migrationBuilder.DropIndex(
                name: "ix_rules_key",
                table: "rules");

            migrationBuilder.DropColumn(
                name: "definition",
                table: "rules");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "rules");

            migrationBuilder.DropColumn(
                name: "description",
                table: "rules");

            migrationBuilder.DropColumn(
                name: "steps",
                table: "rule_overrides");

            migrationBuilder.CreateIndex(
                name: "ix_rules_key",
                table: "rules",
                column: "key",
                unique: true);
        }
    }
}
