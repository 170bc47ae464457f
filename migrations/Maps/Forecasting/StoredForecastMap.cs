using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;

namespace Monitor.Data.Maps;

/// <summary>The table is partitioned by how long its rows are kept and by time, and made by hand in Sql/ForecastTables.</summary>
internal sealed class StoredForecastMap : IEntityTypeConfiguration<StoredForecast>
{
    public void Configure(EntityTypeBuilder<StoredForecast> builder)
    {
        builder.ToTable("forecasts", table => table.ExcludeFromMigrations());
        builder.HasKey(f => new { f.SeriesId, f.Grid, f.Model, f.StartsAt, f.Tier });
        builder.Property(f => f.Id).UseIdentityAlwaysColumn();
        builder.Property(f => f.Grid).HasConversion<short>();
        builder.Property(f => f.Model).HasMaxLength(StoredForecast.ModelLength);
    }
}
