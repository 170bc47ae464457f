using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;

namespace Monitor.Data.Maps;

internal sealed class AuditEntryMap : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit");
        builder.Property(e => e.ActorName).HasColumnName("actor").HasMaxLength(256);
        builder.Property(e => e.Act).HasMaxLength(100);
        builder.Property(e => e.Subject).HasMaxLength(100);
        builder.Property(e => e.SubjectId).HasMaxLength(200);
        builder.Property(e => e.Before).HasColumnType("jsonb");
        builder.Property(e => e.After).HasColumnType("jsonb");
        builder.Property(e => e.Address).HasMaxLength(64);
        builder.HasIndex(e => e.At);
        builder.HasIndex(e => new { e.Subject, e.SubjectId });
    }
}
