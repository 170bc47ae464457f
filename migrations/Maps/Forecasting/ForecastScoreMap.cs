using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;

namespace Monitor.Data.Maps;

/// <summary>The table is partitioned by week and made by hand in Sql/ForecastTables.</summary>
internal sealed class ForecastScoreMap : IEntityTypeConfiguration<ForecastScore>
{
    public void Configure(EntityTypeBuilder<ForecastScore> builder)
    {
        builder.ToTable("forecast_scores", table => table.ExcludeFromMigrations());
        builder.HasKey(s => new { s.SeriesId, s.Horizon, s.Model, s.Day });
        builder.Property(s => s.Model).HasMaxLength(StoredForecast.ModelLength);
        builder.Ignore(s => s.Grade);
    }
}
