using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Silences_maintenance_host_links_and_acknowledged_tickets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "acknowledged_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "acknowledged_by_user_id",
                table: "tickets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "acknowledged_note",
                table: "tickets",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "acknowledged_until",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "snooze_note",
                table: "tickets",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "snoozed_at",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "snoozed_by_user_id",
                table: "tickets",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "snoozed_until",
                table: "tickets",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "host_links",
                columns: table => new
                {
                    child_id = table.Column<int>(type: "integer", nullable: false),
                    parent_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_links", x => new { x.child_id, x.parent_id });
                    table.CheckConstraint("ck_host_links_two_hosts", "child_id <> parent_id");
                    table.ForeignKey(
                        name: "fk_host_links_hosts_child_id",
                        column: x => x.child_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_host_links_hosts_parent_id",
                        column: x => x.parent_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "maintenance",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    matchers = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    starts_local = table.Column<DateTime>(type: "timestamp without time zone", nullable: false),
                    duration = table.Column<TimeSpan>(type: "interval", nullable: false),
                    zone = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    recurrence = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    author_user_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cuts = table.Column<DateTimeOffset[]>(type: "timestamp with time zone[]", nullable: false),
                    group_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    team_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_maintenance", x => x.id);
                    table.ForeignKey(
                        name: "fk_maintenance_users_author_user_id",
                        column: x => x.author_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "silences",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    matchers = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    author_user_id = table.Column<int>(type: "integer", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    starts_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ends_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_by_user_id = table.Column<int>(type: "integer", nullable: true),
                    group_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    team_ids = table.Column<int[]>(type: "integer[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_silences", x => x.id);
                    table.ForeignKey(
                        name: "fk_silences_users_author_user_id",
                        column: x => x.author_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_silences_users_ended_by_user_id",
                        column: x => x.ended_by_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets",
                column: "acknowledged_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets",
                column: "snoozed_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_host_links_parent_id",
                table: "host_links",
                column: "parent_id");

            migrationBuilder.CreateIndex(
                name: "ix_maintenance_author_user_id",
                table: "maintenance",
                column: "author_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_silences_author_user_id",
                table: "silences",
                column: "author_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_silences_ended_by_user_id",
                table: "silences",
                column: "ended_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_silences_ends_at",
                table: "silences",
                column: "ends_at");

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_users_acknowledged_by_user_id",
                table: "tickets",
                column: "acknowledged_by_user_id",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.AddForeignKey(
                name: "fk_tickets_users_snoozed_by_user_id",
                table: "tickets",
                column: "snoozed_by_user_id",
                principalTable: "users",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_tickets_users_acknowledged_by_user_id",
                table: "tickets");

            migrationBuilder.DropForeignKey(
                name: "fk_tickets_users_snoozed_by_user_id",
                table: "tickets");

            migrationBuilder.DropTable(
                name: "host_links");

            migrationBuilder.DropTable(
                name: "maintenance");

            migrationBuilder.DropTable(
                name: "silences");

            migrationBuilder.DropIndex(
                name: "ix_tickets_acknowledged_by_user_id",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_snoozed_by_user_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "acknowledged_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "acknowledged_by_user_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "acknowledged_note",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "acknowledged_until",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "snooze_note",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "snoozed_at",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "snoozed_by_user_id",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "snoozed_until",
                table: "tickets");
        }
    }
}
