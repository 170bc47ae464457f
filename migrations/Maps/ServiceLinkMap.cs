using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class ServiceLinkMap : IEntityTypeConfiguration<ServiceLink>
{
    public void Configure(EntityTypeBuilder<ServiceLink> builder)
    {
        builder.ToTable("service_links", table => table.HasCheckConstraint(
            "ck_service_links_one_end",
            "(kind IN ('RunsOn', 'DependsOn')) = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)"));
        builder.HasIndex(l => new { l.ServiceId, l.HostId }).IsUnique().HasFilter("host_id IS NOT NULL");
        builder.HasIndex(l => new { l.ServiceId, l.CalledServiceId }).IsUnique().HasFilter("called_service_id IS NOT NULL");
        builder.HasIndex(l => l.HostId);
        builder.HasIndex(l => l.CalledServiceId);
        builder.HasOne<Service>().WithMany().HasForeignKey(l => l.ServiceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Service>().WithMany().HasForeignKey(l => l.CalledServiceId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Host>().WithMany().HasForeignKey(l => l.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
