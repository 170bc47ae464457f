using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Monitor.Data.Maps;

internal static class KeptColumn
{
    /// <summary>The database itself keeps the column from the others of its row. It is for queries: nobody reads it back after a change.</summary>
    public static void IsKept<T>(this PropertyBuilder<T> property, string expression)
    {
        var column = property.HasComputedColumnSql(expression, stored: true).ValueGeneratedNever().Metadata;
        column.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        column.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}
