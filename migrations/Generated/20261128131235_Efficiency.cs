using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Efficiency : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "efficiency_settings",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    group_id = table.Column<int>(type: "integer", nullable: true),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_efficiency_settings", x => x.id);
                    table.ForeignKey(
                        name: "fk_efficiency_settings_host_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "host_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "host_sizes",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    looked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    proposals = table.Column<string>(type: "jsonb", nullable: false),
                    month = table.Column<decimal>(type: "numeric(14,2)", precision: 14, scale: 2, nullable: false),
                    before = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    exceeded = table.Column<double>(type: "double precision", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_sizes", x => x.host_id);
                    table.ForeignKey(
                        name: "fk_host_sizes_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rei_days",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    use = table.Column<byte[]>(type: "bytea", maxLength: 240, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rei_days", x => new { x.host_id, x.day });
                    table.ForeignKey(
                        name: "fk_rei_days_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rei_progress",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    through = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rei_progress", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_efficiency_settings_group_id",
                table: "efficiency_settings",
                column: "group_id",
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_rei_days_day",
                table: "rei_days",
                column: "day");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "efficiency_settings");

            migrationBuilder.DropTable(
                name: "host_sizes");

            migrationBuilder.DropTable(
                name: "rei_days");

            migrationBuilder.DropTable(
                name: "rei_progress");
        }
    }
}
