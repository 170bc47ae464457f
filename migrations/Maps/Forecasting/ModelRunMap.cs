using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Forecasting;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class ModelRunMap : IEntityTypeConfiguration<ModelRun>
{
    public void Configure(EntityTypeBuilder<ModelRun> builder)
    {
        builder.ToTable("model_runs");
        builder.Property(r => r.Grid).HasConversion<short>();
        builder.Property(r => r.Model).HasMaxLength(StoredForecast.ModelLength);
        builder.Property(r => r.Why).HasMaxLength(ModelRun.WhyLength);
        Numbers(builder.Property(r => r.Parameters));
        Numbers(builder.Property(r => r.Losses));
        builder.HasIndex(r => new { r.SeriesId, r.Grid, r.Version, r.Model }).IsUnique();
        builder.HasOne<Series>().WithMany().HasForeignKey(r => r.SeriesId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(r => r.AskedByUserId).OnDelete(DeleteBehavior.SetNull);
    }

    private static void Numbers(PropertyBuilder<IReadOnlyDictionary<string, double>> property) => property.HasColumnType("jsonb").HasConversion(
        numbers => JsonSerializer.Serialize(numbers, JsonSerializerOptions.Default),
        json => JsonSerializer.Deserialize<Dictionary<string, double>>(json, JsonSerializerOptions.Default)!,
        new ValueComparer<IReadOnlyDictionary<string, double>>((a, b) => ReferenceEquals(a, b), numbers => numbers.Count, numbers => numbers));
}
