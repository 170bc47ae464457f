using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;

namespace Monitor.Data.Maps;

internal sealed class RuleMap : IEntityTypeConfiguration<Rule>
{
    public void Configure(EntityTypeBuilder<Rule> builder)
    {
        builder.ToTable("rules");
        builder.Property(r => r.Key).HasMaxLength(100);
        builder.Property(r => r.Name).HasMaxLength(200);
        builder.Property(r => r.Metric).HasMaxLength(200);
        builder.HasIndex(r => r.Key).IsUnique();
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}
