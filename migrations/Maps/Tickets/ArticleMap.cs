using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;
using Monitor.Domain.Tickets.Knowledge;

namespace Monitor.Data.Maps;

internal sealed class ArticleMap : IEntityTypeConfiguration<Article>
{
    public void Configure(EntityTypeBuilder<Article> builder)
    {
        builder.ToTable("articles");
        builder.Property(a => a.Title).HasMaxLength(Article.TitleLength);
        // Wider than what is taken: articles of before stay as they are.
        builder.Property(a => a.Text).HasMaxLength(100_000);
        builder.HasSearch("setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', left(text, 100000)), 'B')");
        builder.HasIndex(a => a.Title).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("ix_articles_title_trigrams");
        builder.HasOne<TicketCategory>().WithMany().HasForeignKey(a => a.CategoryId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(a => a.TicketId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(a => a.AuthorUserId).OnDelete(DeleteBehavior.SetNull);
        builder.Property(a => a.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
