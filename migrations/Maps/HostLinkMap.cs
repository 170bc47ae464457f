using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostLinkMap : IEntityTypeConfiguration<HostLink>
{
    public void Configure(EntityTypeBuilder<HostLink> builder)
    {
        builder.ToTable("host_links", table => table.HasCheckConstraint("ck_host_links_two_hosts", "child_id <> parent_id"));
        builder.HasKey(l => new { l.ChildId, l.ParentId });
        builder.HasIndex(l => l.ParentId);
        builder.HasOne<Host>().WithMany().HasForeignKey(l => l.ChildId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Host>().WithMany().HasForeignKey(l => l.ParentId).OnDelete(DeleteBehavior.Cascade);
    }
}
