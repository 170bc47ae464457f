using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class How_hosts_and_services_lean_on_each_other : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links");

            migrationBuilder.CreateTable(
                name: "peer_decisions",
                columns: table => new
                {
                    caller_host_id = table.Column<int>(type: "integer", nullable: false),
                    called_host_id = table.Column<int>(type: "integer", nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    is_accepted = table.Column<bool>(type: "boolean", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_peer_decisions", x => new { x.caller_host_id, x.called_host_id, x.port });
                    table.ForeignKey(
                        name: "fk_peer_decisions_hosts_called_host_id",
                        column: x => x.called_host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_peer_decisions_hosts_caller_host_id",
                        column: x => x.caller_host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_peer_decisions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "tcp_peers",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    direction = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    address = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    process = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    connections = table.Column<int>(type: "integer", nullable: false),
                    first_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tcp_peers", x => new { x.host_id, x.direction, x.address, x.port });
                    table.ForeignKey(
                        name: "fk_tcp_peers_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links",
                sql: "(kind IN ('RunsOn', 'DependsOn')) = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)");

            migrationBuilder.CreateIndex(
                name: "ix_peer_decisions_called_host_id",
                table: "peer_decisions",
                column: "called_host_id");

            migrationBuilder.CreateIndex(
                name: "ix_peer_decisions_user_id",
                table: "peer_decisions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_tcp_peers_last_seen",
                table: "tcp_peers",
                column: "last_seen");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "peer_decisions");

            migrationBuilder.DropTable(
                name: "tcp_peers");

            migrationBuilder.DropCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links");

            migrationBuilder.AddCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links",
                sql: "(kind = 'RunsOn') = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)");
        }
    }
}
