using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;

namespace Monitor.Data.Maps;

/// <summary>The words of a row, kept by the database itself, for full-text search.</summary>
public static class SearchColumn
{
    /// <summary>The name of the property that queries use with <c>EF.Property</c>.</summary>
    public const string Name = "Search";

    internal static void HasSearch<T>(this EntityTypeBuilder<T> builder, string expression)
        where T : class
    {
        // Nobody reads it back after a change: it is as long as the text.
        var column = builder.Property<NpgsqlTsVector>(Name).HasComputedColumnSql(expression, stored: true).ValueGeneratedNever().Metadata;
        column.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        column.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.HasIndex(Name).HasMethod("gin");
    }
}
