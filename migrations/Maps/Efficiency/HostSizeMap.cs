using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Efficiency;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class HostSizeMap : IEntityTypeConfiguration<HostSize>
{
    public void Configure(EntityTypeBuilder<HostSize> builder)
    {
        builder.ToTable("host_sizes");
        builder.HasKey(s => s.HostId);
        builder.Property(s => s.HostId).ValueGeneratedNever();
        builder.Property(s => s.Proposals).HasColumnType("jsonb").HasConversion(
            p => EfficiencyJson.Write(p), text => EfficiencyJson.ReadProposals(text),
            new ValueComparer<IReadOnlyList<SizeProposal>>((a, b) => a == b || (a != null && b != null && a.SequenceEqual(b)), p => p.Count, p => p));
        builder.Property(s => s.Month).HasPrecision(14, 2);
        builder.Property(s => s.Before).HasMaxLength(400);
        builder.HasOne<Host>().WithOne().HasForeignKey<HostSize>(s => s.HostId).OnDelete(DeleteBehavior.Cascade);
    }
}
