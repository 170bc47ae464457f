using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Monitor.Data;

namespace Monitor.Web.Store;

/// <summary>Something that belongs to one operation, which has one context. Contexts are used again after it: what the operation before left is not found.</summary>
internal sealed class PerUse<T>
    where T : class, new()
{
    private readonly ConditionalWeakTable<MonitorDb, OneUse> _held = new();

    public T Of(MonitorDb db)
    {
        var held = _held.GetOrCreateValue(db);
        if (held.Use != db.ContextId)
        {
            (held.Use, held.Value) = (db.ContextId, new T());
        }

        return held.Value;
    }

    private sealed class OneUse
    {
        public DbContextId Use { get; set; }

        public T Value { get; set; } = new();
    }
}
