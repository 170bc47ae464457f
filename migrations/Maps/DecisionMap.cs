using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems.Ledger;

namespace Monitor.Data.Maps;

/// <summary>The table is partitioned by day and made by hand in Sql/DecisionTables.</summary>
internal sealed class DecisionMap : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        builder.ToTable("decisions", table => table.ExcludeFromMigrations());
        builder.HasKey(d => new { d.Id, d.At });
        builder.Property(d => d.Id).UseIdentityAlwaysColumn();
        builder.Property(d => d.Chain).HasColumnType("jsonb");
    }
}
