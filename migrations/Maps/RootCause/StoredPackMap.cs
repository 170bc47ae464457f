using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause.Packs;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class StoredPackMap : IEntityTypeConfiguration<StoredPack>
{
    public void Configure(EntityTypeBuilder<StoredPack> builder)
    {
        builder.ToTable("evidence_packs");
        builder.HasKey(p => p.TicketId);
        builder.Property(p => p.TicketId).ValueGeneratedNever();
        builder.Property(p => p.Fault).HasMaxLength(StoredPack.FaultLength);
        builder.Property(p => p.Holds).HasColumnType("jsonb").HasDefaultValueSql("'{}'").HasConversion(
            holds => JsonSerializer.Serialize(holds, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<PackHolds>(json, JsonSerializerOptions.Default)!,
            new ValueComparer<PackHolds>((a, b) => a == b, holds => holds.GetHashCode(), holds => holds));
        builder.HasIndex(p => p.ProblemId);

        // What is still to do: a handful of rows, whatever the table holds.
        builder.HasIndex(p => p.CompleteAt).HasFilter("state IN ('Waiting', 'Frozen')").HasDatabaseName("ix_evidence_packs_due");
        builder.HasOne<Ticket>().WithOne().HasForeignKey<StoredPack>(p => p.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Problem>().WithMany().HasForeignKey(p => p.ProblemId).OnDelete(DeleteBehavior.SetNull);
    }
}
