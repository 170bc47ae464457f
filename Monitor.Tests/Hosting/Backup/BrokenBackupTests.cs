using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Monitor.Tests.Support;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Hosting.Backup;

public sealed class BrokenBackupTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly string _folder = TestFolders.Create("broken");
    private EmptyDatabase? _target;

    private string Whole => Path.Combine(_folder, "whole.tar");

    public async Task InitializeAsync()
    {
        _target = await EmptyDatabase.CreateAsync();
        await Web.Hosting.Backup.WriteAsync(Whole, database.OwnerConnectionString, TimeProvider.System, default);
    }

    public async Task DisposeAsync()
    {
        await _target!.DisposeAsync();
        TestFolders.Delete(_folder);
    }

    [Fact]
    public async Task A_file_with_one_changed_byte_or_without_its_end_is_refused_and_leaves_the_database_empty()
    {
        var bytes = await File.ReadAllBytesAsync(Whole);
        // Each data block's first byte, so that names, sizes, rows and the list of contents are all hit somewhere.
        for (var at = 512; at < bytes.Length - 1024; at += Math.Max(512, bytes.Length / 8 / 512 * 512))
        {
            var changed = bytes.ToArray();
            changed[at] ^= 0x10;
            await RefusedAsync(await FileAsync(changed), "is not a whole backup");
        }

        await RefusedAsync(await FileAsync(bytes[..(bytes.Length / 2)]), "is not a whole backup");
        await RefusedAsync(await FileAsync(bytes[..512]), "is not a whole backup");
        await RefusedAsync(await FileAsync([]), "is not a whole backup");
        await RefusedAsync(await FileAsync(RandomNumberGenerator.GetBytes(5000)), "is not a whole backup");
        await RefusedAsync(Path.Combine(_folder, "none.tar"), "cannot be read");
        await DatabaseRestore.ReadAsync(Whole, _target!.Owner, default);
    }

    [Fact]
    public async Task A_file_that_only_turns_out_wrong_while_it_is_restored_leaves_the_database_empty()
    {
        var path = await RewriteAsync(manifest => manifest["tables"]!.AsArray().Last(t => (long)t!["rows"]! > 0)!["rows"] = 1_000_000);
        await RefusedAsync(path, "rows of 1000000");
    }

    [Fact]
    public async Task A_backup_of_a_newer_version_is_refused_with_what_to_install()
    {
        var path = await RewriteAsync(manifest =>
        {
            manifest["migrations"]!.AsArray().Add("29990101000000_FromTheFuture");
            manifest["product"] = "9.9.9";
        });
        await RefusedAsync(path, "is of Monitor 9.9.9 with a newer schema (29990101000000_FromTheFuture). Install that version");
        await RefusedAsync(await RewriteAsync(manifest => manifest["format"] = 2), "newer format");
    }

    [Fact]
    public async Task A_database_that_holds_data_is_not_restored_into()
    {
        var before = await Contents.ReadAsync(database.OwnerConnectionString);
        var refused = await Assert.ThrowsAsync<BackupException>(() => DatabaseRestore.ReadAsync(Whole, database.OwnerConnectionString, default));
        Assert.Contains("holds data already", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Contents.ReadAsync(database.OwnerConnectionString));
    }

    [Fact]
    public async Task A_backup_that_cannot_be_written_leaves_no_file()
    {
        var refused = await Assert.ThrowsAsync<BackupException>(
            () => Web.Hosting.Backup.WriteAsync(Path.Combine(_folder, "no", "such", "folder.tar"), database.OwnerConnectionString, TimeProvider.System, default));
        Assert.Contains("Name a place", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<BackupException>(() => Web.Hosting.Backup.WriteAsync(Path.Combine(_folder, "empty.tar"), _target!.Owner, TimeProvider.System, default));
        Assert.Equal([Whole], Directory.GetFiles(_folder));
    }

    private async Task RefusedAsync(string path, string expected)
    {
        var refused = await Assert.ThrowsAsync<BackupException>(() => DatabaseRestore.ReadAsync(path, _target!.Owner, default));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await Contents.ReadAsync(_target!.Owner));
    }

    private async Task<string> FileAsync(byte[] bytes)
    {
        var path = Path.Combine(_folder, "changed.tar");
        await File.WriteAllBytesAsync(path, bytes);
        return path;
    }

    /// <summary>The same file with another list of contents, and the hash that fits it.</summary>
    private async Task<string> RewriteAsync(Action<JsonNode> change)
    {
        var path = Path.Combine(_folder, "rewritten.tar");
        await using var tar = new TarWriter(File.Create(path), TarEntryFormat.Ustar);
        await foreach (var (name, content) in BackupReader.EntriesAsync(Whole, default))
        {
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            if (name == BackupManifest.Entry)
            {
                var manifest = JsonNode.Parse(copy.ToArray())!;
                change(manifest);
                var changed = Encoding.UTF8.GetBytes(manifest.ToJsonString());
                await AddAsync(name, changed);
                await AddAsync(BackupManifest.HashEntry, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(changed))));
            }
            else if (name != BackupManifest.HashEntry)
            {
                await AddAsync(name, copy.ToArray());
            }
        }

        return path;

        Task AddAsync(string name, byte[] bytes) => tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
    }
}
