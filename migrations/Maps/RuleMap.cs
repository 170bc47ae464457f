using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems.Rules;

namespace Monitor.Data.Maps;

internal sealed class RuleMap : IEntityTypeConfiguration<Rule>
{
    public void Configure(EntityTypeBuilder<Rule> builder)
    {
        builder.ToTable("rules");
        builder.Property(r => r.Key).HasMaxLength(100);
        builder.Property(r => r.Name).HasMaxLength(200);
        builder.Property(r => r.Description).HasMaxLength(2000);
        builder.Property(r => r.Definition).AsDefinition();
        builder.HasIndex(r => r.Key).IsUnique().HasFilter("deleted_at IS NULL");
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}
