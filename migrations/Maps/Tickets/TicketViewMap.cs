using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Access;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class TicketViewMap : IEntityTypeConfiguration<TicketView>
{
    public void Configure(EntityTypeBuilder<TicketView> builder)
    {
        builder.ToTable("ticket_views");
        builder.Property(v => v.Name).HasMaxLength(TicketView.NameLength);
        builder.Property(v => v.Query).HasMaxLength(TicketView.QueryLength);
        builder.HasIndex(v => v.OwnerUserId);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(v => v.OwnerUserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Team>().WithMany().HasForeignKey(v => v.TeamId).OnDelete(DeleteBehavior.SetNull);
    }
}
