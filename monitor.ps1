# The verbs of ./monitor for Windows. `.\monitor.ps1 help` lists them.
param([Parameter(Position = 0)][string]$Verb = 'help', [Parameter(ValueFromRemainingArguments)][string[]]$Rest = @())
$ErrorActionPreference = 'Stop'
$Home_ = $PSScriptRoot
$Cache = Join-Path $Home_ '.cache'
$env:MONITOR_HOME = $Home_
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:MSBUILDDISABLENODEREUSE = '1'

function Stop-With([string]$Message, [string]$Row) {
    [Console]::Error.WriteLine("$Message`nMore in docs/troubleshooting.md, row `"$Row`".")
    exit 1
}

function Assert-Tools {
    New-Item -ItemType Directory -Force $Cache | Out-Null
    if (-not (Get-Command dotnet -ErrorAction SilentlyContinue) -or [int]((dotnet --version) -split '\.')[0] -lt 10) {
        Stop-With 'The .NET SDK 10 is not installed. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again.' 'SDK or Node missing'
    }
}

# Names and contents of the files below the given places.
function Get-Fingerprint([string[]]$Places) {
    Push-Location $Home_
    try {
        $files = git -c safe.directory='*' ls-files -co --exclude-standard -- $Places | Where-Object { Test-Path $_ -PathType Leaf }
        $lines = $files | ForEach-Object { "$_ $((Get-FileHash $_).Hash)" }
        $stream = [IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes($lines -join "`n"))
        return (Get-FileHash -InputStream $stream).Hash
    } finally { Pop-Location }
}

function Invoke-Step([string]$Name, [string]$Print, [string]$Result, [string]$Say, [string]$Row, [scriptblock]$Work) {
    $stamp = Join-Path $Cache $Name
    if ((Test-Path $Result) -and (Test-Path $stamp) -and (Get-Content $stamp -Raw) -eq $Print) { return }
    [Console]::Error.WriteLine($Say)
    Push-Location $Home_
    try { & $Work *> (Join-Path $Cache "$Name.log") } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { Stop-With "That failed; $(Join-Path $Cache "$Name.log") says why." $Row }
    Set-Content $stamp $Print -NoNewline
}

$Web = Join-Path $Home_ 'Monitor.Web/bin/Release/net10.0/Monitor.Web.dll'
$Agent = Join-Path $Home_ 'artifacts/agent/win-x64/Monitor.Agent.exe'
$Tests = Join-Path $Home_ 'Monitor.Tests/bin/Release/net10.0/Monitor.Tests.dll'
$Common = 'Monitor.Domain', 'Directory.Build.props', 'Directory.Packages.props', 'global.json'

function Install-Packages {
    if (-not (Get-Command npm -ErrorAction SilentlyContinue)) { Stop-With 'Node with npm is not installed. Get it from https://nodejs.org and run this again.' 'SDK or Node missing' }
    Invoke-Step 'npm' (Get-Fingerprint @('package.json', 'package-lock.json')) (Join-Path $Home_ 'node_modules') 'Installing the npm packages ...' 'packages do not install' { npm ci --loglevel=error }
}
function Build-Agent {
    Invoke-Step 'agent' (Get-Fingerprint (@('Monitor.Agent') + $Common)) $Agent 'Building the agent ...' 'build fails' {
        dotnet publish Monitor.Agent -c Release -r win-x64 --self-contained -p:PublishSingleFile=true -p:PublishTrimmed=true -p:RunAnalyzers=false -o artifacts/agent/win-x64 --nologo -v q
    }
}
function Build-Web {
    Invoke-Step 'web' (Get-Fingerprint (@('Monitor.Web', 'migrations', 'build', 'appsettings.json', 'package-lock.json') + $Common)) $Web 'Building the server ...' 'build fails' {
        dotnet build Monitor.Web -c Release --nologo -v q
    }
}
function Build-Tests {
    Invoke-Step 'tests' (Get-Fingerprint @('.')) $Tests 'Building the tests ...' 'build fails' { dotnet build Monitor.Tests -c Release --nologo -v q }
}

switch ($Verb) {
    { $_ -in 'up', 'demo' } {
        Assert-Tools; Install-Packages; Build-Agent; Build-Web
        $more = if ($Verb -eq 'demo') { @('--demo', '--no-agent', '--data', (Join-Path $Home_ 'data-demo')) } else { @() }
        if (-not $env:DOTNET_GCgen0size) { $env:DOTNET_GCgen0size = '0xC00000' }
        & dotnet $Web up @more @Rest; exit $LASTEXITCODE
    }
    { $_ -in 'backtest', 'token', 'backup', 'restore' } { Assert-Tools; Install-Packages; Build-Web; & dotnet $Web $Verb @Rest; exit $LASTEXITCODE }
    'mail' {
        $url, $file = 'http://127.0.0.1:5080', ''
        for ($i = 0; $i -lt $Rest.Count - 1; $i += 2) { if ($Rest[$i] -eq '--url') { $url = $Rest[$i + 1] } elseif ($Rest[$i] -eq '--token-file') { $file = $Rest[$i + 1] } }
        if (-not ($file -and (Test-Path $file))) { [Console]::Error.WriteLine('Name the file with the token with --token-file.'); exit 75 }
        $body = [IO.MemoryStream]::new(); [Console]::OpenStandardInput().CopyTo($body)
        try {
            $answer = Invoke-WebRequest -Method Post -Uri "$($url.TrimEnd('/'))/api/v1/mails" -Body $body.ToArray() -ContentType 'message/rfc822' -SkipHttpErrorCheck -Headers @{ Authorization = "Bearer $((Get-Content $file -Raw).Trim())" }
        } catch { [Console]::Error.WriteLine($_); exit 75 }
        if ($answer.StatusCode -eq 200) { exit 0 }
        [Console]::Error.WriteLine("$($answer.StatusCode) $($answer.Content)")
        exit $(if ($answer.StatusCode -in 400, 413) { 65 } elseif ($answer.StatusCode -eq 422) { 77 } else { 75 })
    }
    'agent' { if (-not (Test-Path $Agent)) { Assert-Tools; Build-Agent }; & $Agent @Rest; exit $LASTEXITCODE }
    'bench' { Assert-Tools; Install-Packages; Build-Agent; Build-Tests; & dotnet $Tests bench @Rest; exit $LASTEXITCODE }
    'test' {
        Assert-Tools; Install-Packages; Build-Agent; Build-Tests
        $filter = ''
        foreach ($argument in $Rest) {
            if ($argument -eq '--long') { $env:MONITOR_TEST_LONG = '1' }
            else { $filter = if ($argument -match '[=~]') { $argument } else { "FullyQualifiedName~$argument" } }
        }
        $results = Join-Path $Home_ 'artifacts/tests'
        Remove-Item $results -Recurse -Force -ErrorAction SilentlyContinue
        $with = if ($filter) { @('--filter', $filter) } else { @() }
        & dotnet test $Tests --nologo @with --logger 'trx;LogFileName=tests.trx' --results-directory $results
        $trx = Join-Path $results 'tests.trx'
        if (-not (Test-Path $trx)) { '0 passed, 1 failed'; exit 1 }
        $counters = ([xml](Get-Content $trx)).TestRun.ResultSummary.Counters
        "$($counters.passed) passed, $($counters.failed) failed"
        exit [int]([int]$counters.failed -ne 0)
    }
    'help' { '.\monitor.ps1 up | demo | test [FILTER] [--long] | agent enroll|run|status|event|token | token create --user NAME | mail --token-file FILE | backup FILE | restore FILE | backtest rules --rules FILE --from TIME | backtest forecast --input DIR --origins FILE --output FILE | backtest capacity --input DIR --output FILE | backtest detect --input DIR --output DIR | backtest rootcause --input DIR --output FILE | backtest efficiency --input DIR --output FILE | bench NAME' }
    default { [Console]::Error.WriteLine("Unknown verb: $Verb"); exit 2 }
}
