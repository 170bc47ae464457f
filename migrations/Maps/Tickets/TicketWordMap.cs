using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

/// <summary>No key to the ticket: a word stays when the ticket that brought it is gone.</summary>
internal sealed class TicketWordMap : IEntityTypeConfiguration<TicketWord>
{
    public void Configure(EntityTypeBuilder<TicketWord> builder)
    {
        builder.ToTable("ticket_words");
        builder.HasKey(w => w.Word);
        builder.Property(w => w.Word).HasMaxLength(TicketWord.LongestWord);
        builder.HasIndex(w => w.Word).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("ix_ticket_words_trigrams");
        builder.HasIndex(w => w.TicketId);
    }
}
