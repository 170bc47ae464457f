using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Metrics;
using Monitor.Domain.RootCause.Runbooks;

namespace Monitor.Data.Maps;

internal sealed class HostActionsMap : IEntityTypeConfiguration<HostActions>
{
    public void Configure(EntityTypeBuilder<HostActions> builder)
    {
        builder.ToTable("host_actions");
        builder.HasKey(a => a.HostId);
        builder.Property(a => a.HostId).ValueGeneratedNever();
        builder.Property(a => a.Problem).HasMaxLength(500);
        builder.Property(a => a.Actions).HasColumnType("jsonb");
        builder.HasOne<Host>().WithMany().HasForeignKey(a => a.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
