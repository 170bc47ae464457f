using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostMap : IEntityTypeConfiguration<Host>
{
    public void Configure(EntityTypeBuilder<Host> builder)
    {
        builder.ToTable("hosts");
        builder.Property(h => h.Name).HasMaxLength(Host.NameLength);
        builder.HasIndex(h => h.Key).IsUnique();
        builder.HasIndex(h => h.Name);
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(h => h.GroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Team>().WithMany().HasForeignKey(h => h.TeamId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(h => h.OwnerUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
