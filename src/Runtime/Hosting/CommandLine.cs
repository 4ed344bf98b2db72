using Gatehouse.Hosting.Diagnosis;
using Gatehouse.Hosting.Operating;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Hosting;

/// <summary>The command line of an application: verbs, options, settings. A generated <c>Main</c> consists of a call to it.</summary>
public static class CommandLine
{
    /// <summary>Set in the environment of a process that a supervisor spawned; its first word is the verb.</summary>
    private const string WorkerVariable = "GATEHOUSE_WORKER";

    /// <summary>
    /// Reads the command line, the environment and the settings file, and serves with the runtime that the first word names.
    /// </summary>
    /// <typeparam name="TApp">The application.</typeparam>
    /// <param name="args">The arguments of the process.</param>
    /// <param name="entryPoints">The application's runtimes.</param>
    /// <returns>
    /// The exit code: 0 after serving; 1 when the server could not start, or --check-config found something wrong; 2 when the
    /// command line or a setting was not understood. The reason is a line on standard error.
    /// </returns>
    public static Task<int> RunAsync<TApp>(string[] args, EntryPoints entryPoints)
        where TApp : class, IGatewayApplication<TApp>
    {
        var console = new CommandConsole();

        // A worker's settings come from its supervisor; its start must not cost a command line's parse.
        return Environment.GetEnvironmentVariable(WorkerVariable) is { Length: > 0 } worker
            ? RunWorkerAsync(worker, TApp.Describe(), entryPoints, console)
            : RunAsync(
                args, TApp.Describe(), entryPoints, SettingSources.ProcessEnvironment(), Environment.CurrentDirectory, console, static () => TApp.DescribeRoutes());
    }

    /// <summary>The same on given texts, for tests.</summary>
    internal static async Task<int> RunAsync(
        string[] args,
        ApplicationDescription app,
        EntryPoints entryPoints,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        CommandConsole console,
        Func<IReadOnlyList<RouteDescription>>? routes = null)
    {
        ParsedArguments parsed;
        try
        {
            parsed = new ArgumentParser(app.Name).Parse(args);
        }
        catch (StartupException e)
        {
            console.Complain(app.Name, e.Message);
            TellPredecessor([e.Message]);
            if (args.Length == 0)
                HelpText.WriteUsage(console.Error, app.Name);
            return e.ExitCode;
        }

        switch (parsed.Request)
        {
            case Request.Help when parsed.Command is { } operation:
                HelpText.WriteCommand(console.Output, app.Name, operation.Command);
                return 0;
            case Request.Help when parsed.Verb is Verb known:
                HelpText.WriteVerb(console.Output, app.Name, known);
                return 0;
            case Request.Help:
                HelpText.WriteOverview(console.Output, app.Name);
                return 0;
            case Request.Version:
                string version = app.Version.Length == 0 ? app.Name : $"{app.Name} {app.Version}";
                console.Output.WriteLine($"{version} (Gatehouse {GatehouseVersion.Text})");
                return 0;
            case Request.RoutesHelp:
                HelpText.WriteRoutes(console.Output, app.Name);
                return 0;
            case Request.Routes:
                RouteReport.WriteTable(console.Output, routes?.Invoke() ?? []);
                return 0;
            case Request.RoutesAsJson:
                RouteReport.WriteJson(console.Output, routes?.Invoke() ?? []);
                return 0;
            case Request.DoctorHelp:
                HelpText.WriteDoctor(console.Output, app.Name);
                return 0;
            case Request.Doctor:
                return Examine(parsed, app, environment, directory, console);
            case Request.Operate:
                return Operate(parsed, app, environment, directory, console);
        }

        Verb verb = parsed.Verb!.Value;
        var sources = new SettingSources(verb, environment, directory);
        ServerSettings settings = sources.Gather(parsed.Said, parsed.ConfigPath);
        var effective = EffectiveSettings.Resolve(settings, app, verb, sources.Problems);
        CheckTrust(effective, sources.Problems);
        if (parsed.Request == Request.CheckConfig) CheckCertificates(effective, directory, sources.Problems);
        if (effective is null || sources.Problems.Count > 0)
        {
            foreach (string problem in sources.Problems)
                console.Complain(app.Name, problem);
            TellPredecessor(sources.Problems);
            return parsed.Request == Request.CheckConfig ? 1 : StartupException.UsageExitCode;
        }

        switch (parsed.Request)
        {
            case Request.CheckConfig:
                return 0;
            case Request.PrintConfig:
                SettingsReport.WriteTable(console.Output, effective);
                return 0;
            case Request.PrintConfigAsJson:
                SettingsReport.WriteJson(console.Output, effective);
                return 0;
            default:
                settings = settings with { Reread = () => GatherAgain(parsed, app, verb, environment, directory) };
                return await ServeAsync(entryPoints.For(verb), settings, app.Name, effective.LogLevel, console).ConfigureAwait(false);
        }
    }

    /// <summary>A command for a server that runs. What is wrong with settings is said, and stops nobody: it may be why the command is needed.</summary>
    private static int Operate(
        ParsedArguments parsed, ApplicationDescription app, IReadOnlyDictionary<string, string> environment, string directory, CommandConsole console)
    {
        var sources = new SettingSources(Verb.PreFork, environment, directory);
        ServerSettings settings = sources.Gather(parsed.Said, parsed.ConfigPath);
        foreach (string problem in sources.Problems)
            console.Complain(app.Name, "warning: " + problem);
        return new CommandRun(parsed.Command!, new ServerSearch(settings, app, directory), app.Name, console).Run();
    }

    /// <summary>Asks a running deployment what it believes.</summary>
    private static int Examine(
        ParsedArguments parsed, ApplicationDescription app, IReadOnlyDictionary<string, string> environment, string directory, CommandConsole console)
    {
        var sources = new SettingSources(Verb.Epoll, environment, directory);
        var effective = EffectiveSettings.Resolve(sources.Gather(parsed.Said, parsed.ConfigPath), app, Verb.Epoll, sources.Problems);
        try
        {
            if (effective is null || sources.Problems.Count > 0)
                throw new StartupException(string.Join('\n', sources.Problems)) { ExitCode = StartupException.UsageExitCode };
            string file = effective.DoctorKeyFile
                ?? throw new StartupException("no key to ask the server with: both need the same doctorKeyFile (--doctor-key-file, GATEHOUSE_DOCTOR_KEY_FILE)")
                {
                    ExitCode = StartupException.UsageExitCode,
                };
            string key = DoctorKey.Read(Path.Combine(directory, file), effective.OriginOf("doctorKeyFile"));
            ForwardedHeadersAttribute own = effective.ForwardedHeaders;
            (string Fact, string Header)[] headers =
            [
                ("For", own.ForHeader), ("Proto", own.ProtoHeader), ("Host", own.HostHeader), ("Port", own.PortHeader), ("Prefix", own.PrefixHeader),
            ];
            return new Doctor(parsed.Doctor!, key, headers, app.Name, console).Run(directory);
        }
        catch (StartupException e)
        {
            console.Complain(app.Name, e.Message);
            return e.ExitCode;
        }
    }

    private static ServerSettings GatherAgain(
        ParsedArguments parsed, ApplicationDescription app, Verb verb, IReadOnlyDictionary<string, string> environment, string directory)
    {
        var sources = new SettingSources(verb, environment, directory);
        ServerSettings settings = sources.Gather(parsed.Said, parsed.ConfigPath);
        CheckTrust(EffectiveSettings.Resolve(settings, app, verb, sources.Problems), sources.Problems);
        return sources.Problems.Count == 0 ? settings : throw new StartupException(string.Join('\n', sources.Problems));
    }

    internal static Task<int> RunWorkerAsync(string worker, ApplicationDescription app, EntryPoints entryPoints, CommandConsole console)
    {
        ReadOnlySpan<char> word = worker.AsSpan();
        int space = word.IndexOf(' ');
        if (Verbs.Find(space < 0 ? word : word[..space]) is Verb verb)
            return ServeAsync(entryPoints.For(verb), new ServerSettings(), app.Name, LogLevel.Information, console);
        console.Complain(app.Name, $"{WorkerVariable} is set by a supervisor for its workers; unset it to start a server");
        return Task.FromResult(StartupException.UsageExitCode);
    }

    /// <summary>A program that an older master started in its place, and that does not come as far as to be one.</summary>
    private static void TellPredecessor(IEnumerable<string> problems) => Supervision.Predecessor.Current?.ReportFailure(string.Join('\n', problems));

    /// <summary>The networks are checked with the table; what is left are the names of headers that the application declares.</summary>
    private static void CheckTrust(EffectiveSettings? settings, List<string> problems)
    {
        if (settings is null)
            return;
        try
        {
            ServerProcess.CreateTrust(settings);
        }
        catch (StartupException e)
        {
            problems.Add(e.Message);
        }
    }

    /// <summary>Reads the certificates as the server would. Starting does so by itself.</summary>
    private static void CheckCertificates(EffectiveSettings? settings, string directory, List<string> problems)
    {
        if (settings is null)
            return;
        try
        {
            _ = new TlsListeners(settings, Path.Combine(directory, settings.RunDir ?? ""));
        }
        catch (StartupException e)
        {
            problems.Add(e.Message);
        }
    }

    private static async Task<int> ServeAsync(
        Func<ServerSettings, CancellationToken, Task> serve, ServerSettings settings, string name, LogLevel level, CommandConsole console)
    {
        try
        {
            await serve(settings, CancellationToken.None).ConfigureAwait(false);
            return 0;
        }
        catch (StartupException e)
        {
            console.Complain(name, e.Message);
            if (level <= LogLevel.Debug)
                console.Error.WriteLine(e);
            return e.ExitCode;
        }
        catch (Exception e)
        {
            console.Complain(name, $"unexpected error: {e.GetType()}: {e.Message}");
            console.Error.WriteLine(level <= LogLevel.Debug ? e.ToString() : $"{name}: --log-level debug shows where it came from");
            return 1;
        }
    }
}
