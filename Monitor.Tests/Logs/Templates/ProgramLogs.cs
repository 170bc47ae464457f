using System.Text.RegularExpressions;

namespace Monitor.Tests.Logs.Templates;

/// <summary>Makes programs that are on the machine write their logs, with the formats in them that the programs' sources have.</summary>
internal static class ProgramLogs
{
    private static readonly string[] Words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];

    public static async Task<List<LabelledLine>> GitAsync(string folder)
    {
        var lines = new List<string>();
        string[][] commands =
        [
            ["init", "."], ["add", "-A"], ["commit", "-m", "one line", "--allow-empty"], ["status"], ["log", "--oneline", "-3"], ["branch", "side"], ["checkout", "side"],
            ["commit", "--allow-empty", "-m", "two"], ["tag", "-a", "v1", "-m", "tag"], ["fetch", "."], ["gc"], ["clone", ".", "copy"], ["stash"], ["show", "HEAD"], ["no-such-command"],
            ["ls-remote", "."], ["repack", "-a", "-d"], ["submodule", "status"], ["push", "./copy", "side:other"],
        ];
        foreach (var command in commands)
        {
            lines.AddRange(await Labelling.RunAsync(
                folder, "git", ["-c", "user.name=a", "-c", "user.email=a@b.c", .. command], ("GIT_TRACE", "1"), ("GIT_TRACE_SETUP", "1"), ("HOME", folder)));
        }

        return Labelling.ByPlace(lines, new Regex("^[0-9:.]{15} (?<place>[a-z0-9/-]+\\.c:[0-9]+) +"));
    }

    public static async Task<List<LabelledLine>> SystemdAsync(string folder)
    {
        var lines = new List<string>();
        (string, string)[] settings = [("SYSTEMD_LOG_LEVEL", "debug"), ("SYSTEMD_LOG_LOCATION", "1"), ("SYSTEMD_LOG_TARGET", "console")];
        await File.WriteAllTextAsync(
            Path.Combine(folder, "own.conf"),
            string.Join('\n', Words.Select(w => $"d /run/{w} 0755 root root 1d\nf /etc/{w}.conf 0644 - - - text {w}\nL /etc/{w}.link - - - - ../{w}\nz /var/{w} 0700\nx /tmp/{w}-*\nC /etc/{w} - - - - /no/{w}")));
        lines.AddRange(await Labelling.RunAsync(folder, "systemd-tmpfiles", ["--create", $"--root={folder}", Path.Combine(folder, "own.conf")], settings));

        await File.WriteAllTextAsync(Path.Combine(folder, "own.service"), "[Unit]\nAfter=network.target\nNoSuch=1\n[Service]\nExecStart=/bin/true\nRestart=perhaps\nUser=nobody\n");
        lines.AddRange(await Labelling.RunAsync(folder, "systemd-analyze", ["verify", "--man=no", Path.Combine(folder, "own.service")], settings));
        return Labelling.ByPlace(lines, new Regex("^(?<place>src/[a-z0-9/-]+\\.c:[0-9]+): "));
    }

    public static async Task<List<LabelledLine>> PythonAsync(string folder) => Labelling.ByFormat(
        await Labelling.RunAsync(folder, "python3", ["-v", "-c", "import json, logging, http.client, email.message, sqlite3"]),
        "# cleanup[2] removing %s", "# cleanup[3] wiping %s", "# destroy %s", "# code object from %s", "# extension module %s loaded from %s", "# extension module %s executed from %s",
        "# %s matches %s", "import %s # previously loaded (%s)", "import %s # %s", "# clear %s", "# restore %s", "Processing .pth file: %s", "# possible namespace for %s", "# trying %s");

    public static async Task<List<LabelledLine>> LoaderAsync(string folder)
    {
        var lines = await Labelling.RunAsync(folder, "/bin/ls", ["/"], ("LD_DEBUG", "all"));
        lines.AddRange(await Labelling.RunAsync(folder, "/bin/bash", ["-c", "exit"], ("LD_DEBUG", "libs,files,versions,bindings,scopes")));
        return Labelling.ByFormat(
            lines.Select(l => Regex.Replace(l, "^ *[0-9]+:\\s*", "")),
            "symbol=%s;  lookup in file=%s [%d]", "binding file %s [%d] to %s [%d]: normal symbol `%s' [%s]", "binding file %s [%d] to %s [%d]: normal symbol `%s'", "find library=%s [%d]; searching",
            "checking for version `%s' in file %s [%d] required by file %s [%d]", "calling init: %s", "calling fini: %s [%d]", "initialize program: %s", "transferring control: %s",
            "search cache=%s", "search path=%s(%s)", " trying file=%s", "trying file=%s", "scope %d: %s", "object=%s [%d]", "file=%s [%d];  needed by %s [%d]", "file=%s [%d];  generating link map",
            "dynamic: 0x%s  base: 0x%s   size: 0x%s", "entry: 0x%s  phdr: 0x%s  phnum:   %d", "relocation processing: %s", "no scope");
    }

    public static async Task<List<LabelledLine>> MakeAsync(string folder)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Makefile"), $"all: {string.Join(' ', Words.Select(w => w + ".o"))}\n%.o: %.in\n\tcp $< $@\n{string.Join('\n', Words.Select(w => $"{w}.in: {w}.src\n\ttouch $@"))}\n");
        foreach (var word in Words)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, word + ".src"), word);
        }

        var lines = await Labelling.RunAsync(folder, "make", ["-d"]);
        lines.AddRange(await Labelling.RunAsync(folder, "make", ["-d"]));
        return Labelling.ByFormat(
            lines.Select(l => l.Trim()),
            "Considering target file '%s'.", "Looking for an implicit rule for '%s'.", "Trying pattern rule with stem '%s'.", "Trying implicit prerequisite '%s'.",
            "Looking for a rule with intermediate file '%s'.", "Avoiding implicit rule recursion.", "No implicit rule found for '%s'.", "Found an implicit rule for '%s'.",
            "Finished prerequisites of target file '%s'.", "No need to remake target '%s'.", "No need to remake target '%s'; using VPATH name '%s'.", "Must remake target '%s'.", "File '%s' does not exist.", "Successfully remade target file '%s'.",
            "Putting child %s (%s) PID %d on the chain.", "Live child %s (%s) PID %d", "Reaping winning child %s PID %d", "Reaping losing child %s PID %d", "Removing child %s PID %d from the chain.",
            "Prerequisite '%s' is newer than target '%s'.", "Prerequisite '%s' is older than target '%s'.", "Prerequisite '%s' of target '%s' does not exist.", "Pruning file '%s'.", "Reading makefile '%s'...", "Need a job token; we don't have children");
    }

    public static async Task<List<LabelledLine>> LogrotateAsync(string folder)
    {
        var logs = Directory.CreateDirectory(Path.Combine(folder, "logs")).FullName;
        var config = new List<string>();
        foreach (var word in Words)
        {
            await File.WriteAllTextAsync(Path.Combine(logs, word + ".log"), word == "beta" ? "" : new string('x', 2000));
            config.Add($"{logs}/{word}.log {{\n {(word == "gamma" ? "weekly" : "size 1k")}\n rotate {word.Length}\n missingok\n {(word.Length > 4 ? "compress" : "notifempty")}\n}}\n{logs}/no-{word}.log {{\n daily\n missingok\n}}");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "rotate.conf"), string.Join('\n', config) + "\n");
        await Labelling.RunAsync(folder, "chmod", ["600", "rotate.conf"]);
        var lines = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            lines.AddRange(await Labelling.RunAsync(folder, "logrotate", ["-v", "-f", "-s", Path.Combine(folder, "state"), Path.Combine(folder, "rotate.conf")]));
            lines.AddRange(await Labelling.RunAsync(folder, "logrotate", ["-v", "-s", Path.Combine(folder, "state"), Path.Combine(folder, "rotate.conf")]));
            foreach (var word in Words)
            {
                await File.WriteAllTextAsync(Path.Combine(logs, word + ".log"), new string('y', 2000));
            }
        }

        return Labelling.ByFormat(
            lines.Select(l => l.Trim()),
            "reading config file %s", "Reading state from file: %s", "state file %s does not exist", "Allocating hash table for state file, size %d entries", "Handling %d logs", "rotating pattern: %s forced from command line (%d rotations)",
            "rotating pattern: %s forced from command line (no old logs will be kept)", "rotating pattern: %s after %d days (%d rotations)", "rotating pattern: %s after %d days (no old logs will be kept)",
            "rotating pattern: %s %d bytes (%d rotations)", "rotating pattern: %s weekly (%d rotations)",
            "considering log %s", "Creating new state", "Now: %s", "Last rotated at %s", "log does not need rotating (log size is below the 'size' threshold)",
            "log does not need rotating (log has already been rotated)", "log does not need rotating (log has been rotated at %s, which is less than a week ago)",
            "log does not need rotating (log has been rotated at %s, which is less than a day ago)", "log does not need rotating (log is empty)", "log needs rotating", "log %s does not exist -- skipping",
            "rotating log %s, log->rotateCount is %d", "dateext suffix '%s'", "glob pattern '%s'", "renaming %s to %s (rotatecount %d, logstart %d, i %d),", "renaming %s to %s", "old log %s does not exist",
            "log %s doesn't exist -- won't try to dispose of it", "compressing log with: %s", "removing old log %s", "empty log files are rotated, %s", "empty log files are not rotated, %s");
    }

    /// <summary>Over packages of its own: what is installed on this machine is not asked.</summary>
    public static async Task<List<LabelledLine>> AptAsync(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "lists/partial"));
        Directory.CreateDirectory(Path.Combine(folder, "archives/partial"));
        var packages = Words.SelectMany((w, i) => Enumerable.Range(0, 5).Select(n => (Name: $"lib{w}{n}", Needs: n > 0 ? $"lib{w}{n - 1}" : i > 0 ? $"lib{Words[i - 1]}0" : null, IsEssential: i == 0)));
        await File.WriteAllTextAsync(Path.Combine(folder, "status"), string.Concat(packages.Select(p =>
            $"Package: {p.Name}\nStatus: install ok installed\nArchitecture: all\nVersion: {p.Name.Length}.1-2\nMaintainer: a <a@b.c>\n{(p.IsEssential ? "Essential: yes\n" : "")}{(p.Needs is null ? "" : $"Depends: {p.Needs}\n")}Description: {p.Name}\n\n")));
        string[] own =
        [
            "-o", $"Dir::State={folder}", "-o", $"Dir::State::status={folder}/status", "-o", $"Dir::State::lists={folder}/lists", "-o", $"Dir::Cache={folder}", "-o", "Dir::Etc::sourcelist=/dev/null",
            "-o", "Dir::Etc::sourceparts=/dev/null", "-o", "APT::Architecture=amd64",
        ];
        var lines = new List<string>();
        foreach (var package in (string[])["libalpha0", "libgamma2", "libzeta4", "libbeta0"])
        {
            lines.AddRange(await Labelling.RunAsync(folder, "apt-get", [.. own, "-s", "--allow-remove-essential", "-y", "remove", package]));
        }

        return Labelling.ByFormat(
            lines.Select(l => l.Trim()),
            "Reading package lists...%s", "Building dependency tree...%s", "Reading state information...%s", "Remv %s [%s] [%s]", "Remv %s [%s]", "Inst %s (%s)",
            "Conf %s (%s)", "Use '%s' to remove them.", "The following packages will be REMOVED:", "The following packages were automatically installed and are no longer required:",
            "%d upgraded, %d newly installed, %d to remove and %d not upgraded.", "Installing %s as Depends of %s", "WARNING: The following essential packages will be removed.",
            "This should NOT be done unless you know exactly what you are doing!", "Holding Back %s rather than change %s");
    }

    public static async Task<List<LabelledLine>> DpkgAsync(string folder)
    {
        var admin = Directory.CreateDirectory(Path.Combine(folder, "root/var/lib/dpkg/updates")).Parent!.FullName;
        Directory.CreateDirectory(Path.Combine(admin, "info"));
        await File.WriteAllTextAsync(Path.Combine(admin, "status"), "");
        await File.WriteAllTextAsync(Path.Combine(admin, "available"), "");
        var log = Path.Combine(folder, "dpkg.log");
        foreach (var version in (string[])["1.0", "1.1"])
        {
            foreach (var word in Words)
            {
                var control = Directory.CreateDirectory(Path.Combine(folder, $"{word}-{version}/DEBIAN")).FullName;
                await File.WriteAllTextAsync(Path.Combine(control, "control"), $"Package: pack-{word}\nVersion: {version}-{word.Length}\nArchitecture: all\nMaintainer: a <a@b.c>\nDescription: {word}\n");
                await Labelling.RunAsync(folder, "dpkg-deb", ["-b", $"{word}-{version}", $"{word}-{version}.deb"]);
                await Dpkg("-i", $"{word}-{version}.deb");
            }
        }

        foreach (var word in Words)
        {
            await Dpkg(word.Length > 4 ? "-r" : "-P", $"pack-{word}");
        }

        return Labelling.ByFormat(
            (await File.ReadAllLinesAsync(log)).Select(l => l[20..]),
            "startup archives %s", "startup packages %s", "status %s %s %s", "install %s %s %s", "upgrade %s %s %s", "configure %s %s %s", "remove %s %s %s", "purge %s %s %s", "trigproc %s %s %s");

        Task Dpkg(string action, string what) => Labelling.RunAsync(
            folder, "dpkg", [$"--root={folder}/root", $"--log={log}", "--force-not-root", "--force-bad-path", "--force-script-chrootless", action, what]);
    }
}
