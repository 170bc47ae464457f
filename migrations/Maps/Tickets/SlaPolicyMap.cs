using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Data.Maps;

internal sealed class SlaPolicyMap : IEntityTypeConfiguration<SlaPolicy>
{
    public void Configure(EntityTypeBuilder<SlaPolicy> builder)
    {
        builder.ToTable("sla_policies");
        builder.Property(p => p.Name).HasMaxLength(SlaPolicy.NameLength);
        builder.HasOne<ServiceCalendar>().WithMany().HasForeignKey(p => p.CalendarId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<TicketCategory>().WithMany().HasForeignKey(p => p.CategoryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Team>().WithMany().HasForeignKey(p => p.RequesterTeamId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(p => p.HostGroupId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(p => p.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
