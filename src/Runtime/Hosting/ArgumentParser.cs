using System.CommandLine;
using Gatehouse.Hosting.Operating;
using Command = System.CommandLine.Command;

namespace Gatehouse.Hosting;

/// <summary>
/// Reads the command line. System.CommandLine takes it apart by the options of the table; every value stays text, and every
/// complaint is ours, since the operator should be told what the table knows.
/// </summary>
/// <param name="program">Name of the program for messages that show a command line.</param>
internal sealed partial class ArgumentParser(string program)
{
    private const string PrintConfig = "--print-config";
    private const string CheckConfig = "--check-config";
    private const string Config = "--config";
    private const string Port = "--port";
    private const string Version = "--version";

    private static readonly string[] Help = ["--help", "-h", "-?"];

    /// <summary>What people of other servers would type for a verb.</summary>
    private static readonly (string Foreign, string Own)[] VerbSynonyms =
    [
        ("gunicorn", "prefork"), ("fork", "prefork"), ("serve", "prefork"), ("run", "prefork"), ("tornado", "epoll"), ("loop", "epoll"),
        ("gevent", "green"), ("greenthread", "green"), ("twistd", "daemon"), ("twisted", "daemon"), ("web", "daemon"),
        ("help", "--help"), ("version", "--version"),
        ("ps", "status"), ("info", "status"), ("top", "status"), ("list", "status"), ("restart", "reload"), ("hup", "reload"), ("shutdown", "stop"),
        ("quit", "stop"), ("kill", "stop"), ("resize", "scale"), ("workers", "scale"), ("replace", "upgrade"), ("rotate", "reopen-logs"), ("logrotate", "reopen-logs"),
    ];

    /// <summary>Options of other servers, and ours for them.</summary>
    private static readonly (string Foreign, string Own)[] OptionSynonyms =
    [
        ("--listen", "--bind"), ("--host", "--bind"), ("--address", "--bind"), ("--daemon", "daemon"), ("--daemonize", "daemon"),
        ("--forwarded-allow-ips", "--trusted-proxies"), ("--settings", "--config"),
    ];

    /// <param name="args">The arguments, without the program's name.</param>
    /// <exception cref="StartupException">They are not understood.</exception>
    public ParsedArguments Parse(IReadOnlyList<string> args)
    {
        Verb? verb = args.Count > 0 ? Verbs.Find(args[0]) : null;
        if (verb is null && args.Count > 0 && args[0] == Routes)
            return ParseRoutes(args);
        if (verb is null && args.Count > 0 && args[0] == DoctorWord)
            return ParseDoctor(args);
        if (verb is null)
            return args.Count > 0 && Commands.Find(args[0]) is { } command ? ParseCommand(command, args) : ParseWithoutVerb(args);

        var symbols = new Symbols(verb.Value);
        var root = new Command(program) { symbols.Command };
        ParseResult result = root.Parse(
            Normalize(args, symbols), new ParserConfiguration { EnablePosixBundling = true, ResponseFileTokenReplacer = null });
        if (IsGiven(result, symbols.Help))
            return new ParsedArguments { Request = Request.Help, Verb = verb };
        if (IsGiven(result, symbols.Version))
            return new ParsedArguments { Request = Request.Version };

        var said = new Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)>();
        foreach ((Setting setting, Option<string[]> option) in symbols.Settings)
        {
            if (Values(result, symbols, option, setting.Kind == SettingKind.Flag ? "true" : null, setting.Expected) is not { } texts)
                continue;
            if (setting.Kind == SettingKind.List)
                texts = [.. texts.SelectMany(ListSetting.Split)];
            said.Add(setting, (texts, setting.Option));
        }

        AddPort(Values(result, symbols, symbols.Port, null, "a port from 0 to 65535"), said);
        string? config = Values(result, symbols, symbols.Config, null, "a path")?[^1];

        // After the values: one that was left out makes the next option its value, and that option's value unmatched.
        if (result.UnmatchedTokens.Count > 0)
            throw Usage(Unmatched(verb.Value, result.UnmatchedTokens));
        return new ParsedArguments
        {
            Request = RequestOf(result, symbols),
            Verb = verb,
            Said = said,
            ConfigPath = config,
        };
    }

    private ParsedArguments ParseWithoutVerb(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
            throw Usage("no verb given: prefork, epoll, green or daemon");
        string first = args[0];
        if (Help.Contains(first))
            return new ParsedArguments { Request = Request.Help };
        if (first == Version)
            return new ParsedArguments { Request = Request.Version };
        if (!first.StartsWith('-'))
        {
            string? near = Suggestion.For(first, Verbs.All.Select(v => v.Word()).Concat(Commands.All.Select(c => c.Word())).Append(Routes).Append(DoctorWord), VerbSynonyms);
            throw Usage($"unknown verb '{first}'" + (near is null
                ? $"; there are {Verbs.Join([.. Verbs.All.Select(v => v.Word()), .. Commands.All.Select(c => c.Word()), Routes, DoctorWord])}"
                : Suggestion.Question(near)));
        }

        throw Usage(IsOptionOf(first, Verbs.All, out _)
            ? $"a verb comes before '{first}': {program} prefork {first}, or epoll, green, daemon"
            : $"unknown option '{first}'" + Suggestion.Question(SuggestOption(first, Verbs.All)));
    }

    /// <summary>
    /// Takes apart what System.CommandLine would take apart otherwise than getopt(1) does: it ends an option's name at ':' too,
    /// and <c>-b:5000</c> would lose the colon; and <c>--access-log=</c> would lack the value that it has.
    /// </summary>
    private static List<string> Normalize(IReadOnlyList<string> args, Symbols symbols)
    {
        var normal = new List<string>(args.Count);
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg == "--")
            {
                normal.AddRange(args.Skip(i));
                break;
            }

            bool isShort = arg is ['-', not '-', _, ..];
            if (isShort && symbols.TakesValue(arg[..2]))
            {
                normal.Add(arg[..2]);
                normal.Add(arg[2] == '=' ? arg[3..] : arg[2..]);
            }
            else if (arg.StartsWith("--", StringComparison.Ordinal) && arg.EndsWith('=') && symbols.TakesValue(arg[..^1]))
            {
                normal.Add(arg[..^1]);
                normal.Add("");
            }
            else
            {
                normal.Add(arg);
            }
        }

        return normal;
    }

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    /// <summary>The values given with an option; null if it was not given.</summary>
    private static IReadOnlyList<string>? Values(
        ParseResult result, Symbols symbols, Option option, string? withoutValue, string expected)
    {
        if (result.GetResult(option) is not { Implicit: false } given)
            return null;
        string[] texts = [.. given.Tokens.Select(t => t.Value)];

        // An option where a value should be is a value left out, unless the value can be nothing else.
        bool isMissing = texts.Length < given.IdentifierTokenCount || texts.Any(t => t.StartsWith('-') && symbols.IsOption(t));
        if (!isMissing)
            return texts;
        return withoutValue is not null
            ? [withoutValue]
            : throw Usage($"option '{given.IdentifierToken?.Value ?? option.Name}' needs a value: {expected}");
    }

    private static void AddPort(
        IReadOnlyList<string>? ports, Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)> said)
    {
        if (ports is null)
            return;
        if (said.ContainsKey(SettingTable.Bind))
            throw Usage($"{Port} and --bind exclude each other: --port N stands for --bind 127.0.0.1:N");
        said.Add(SettingTable.Bind, ([$"127.0.0.1:{ports[^1]}"], Port));
    }

    private static Request RequestOf(ParseResult result, Symbols symbols)
    {
        if (result.GetResult(symbols.PrintConfig) is { Implicit: false } print)
        {
            return print.Tokens.Select(t => t.Value).LastOrDefault() switch
            {
                null or "table" => Request.PrintConfig,
                "json" => Request.PrintConfigAsJson,
                string other => throw Usage($"'{other}' for {PrintConfig} is not table or json"),
            };
        }

        return IsGiven(result, symbols.CheckConfig) ? Request.CheckConfig : Request.Serve;
    }

    private static string Unmatched(Verb verb, IReadOnlyList<string> tokens)
    {
        string token = tokens.FirstOrDefault(t => t is ['-', _, ..]) ?? tokens[0];
        if (token is not ['-', _, ..])
            return $"unexpected argument '{token}'";
        string name = token.Split('=', 2)[0];
        if (IsOptionOf(name, Verbs.All, out IReadOnlyList<Verb> owners))
            return $"unknown option '{name}' for {verb.Word()}: it is one of {Verbs.Join([.. owners.Select(v => v.Word())])}";
        return $"unknown option '{name}'" + Suggestion.Question(SuggestOption(name, [verb]));
    }

    private static string? SuggestOption(string name, IReadOnlyList<Verb> verbs) => name is ['-', '-', ..]
        ? Suggestion.For(
            name,
            SettingTable.All.Where(s => s.Verbs.Intersect(verbs).Any())
                .SelectMany(s => s.Aliases.Where(a => a is ['-', '-', ..]).Prepend(s.Option))
                .Concat([Port, Config, PrintConfig, CheckConfig, Version, Help[0]]),
            OptionSynonyms)
        : null;

    private static bool IsOptionOf(string name, IReadOnlyList<Verb> verbs, out IReadOnlyList<Verb> owners)
    {
        name = name is ['-', not '-', ..] && name.Length > 2 ? name[..2] : name.Split('=', 2)[0];
        owners = SettingTable.All.FirstOrDefault(s => s.Option == name || s.Aliases.Contains(name))?.Verbs
            ?? (name is PrintConfig or CheckConfig or Config or "-c" or Port ? verbs : []);
        return owners.Count > 0;
    }

    private static StartupException Usage(string message) => new(message) { ExitCode = StartupException.UsageExitCode };

    /// <summary>The options of one verb.</summary>
    private sealed class Symbols
    {
        public Symbols(Verb verb)
            : this(verb.Word(), SettingTable.All.Where(s => s.Verbs.Contains(verb)))
        {
            Port = Add(ArgumentParser.Port, ArgumentArity.OneOrMore);
            PrintConfig = Add(ArgumentParser.PrintConfig, ArgumentArity.ZeroOrMore);
            CheckConfig = Add(ArgumentParser.CheckConfig, ArgumentArity.Zero);
        }

        public Symbols(string word, IEnumerable<Setting> settings)
        {
            Command = new Command(word);
            foreach (Setting setting in settings)
            {
                bool isFlag = setting.Kind == SettingKind.Flag;
                Settings.Add((setting, Add(setting.Option, isFlag ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore, [.. setting.Aliases])));
            }

            Config = Add(ArgumentParser.Config, ArgumentArity.OneOrMore, "-c");
            Version = Add(ArgumentParser.Version, ArgumentArity.Zero);
            Help = Add(ArgumentParser.Help[0], ArgumentArity.Zero, ArgumentParser.Help[1..]);
        }

        public Command Command { get; }

        public List<(Setting Setting, Option<string[]> Option)> Settings { get; } = [];

        public Option<string[]> Port { get; } = null!;

        public Option<string[]> Config { get; }

        public Option<string[]> PrintConfig { get; } = null!;

        public Option<string[]> CheckConfig { get; } = null!;

        public Option<string[]> Version { get; }

        public Option<string[]> Help { get; }

        public bool IsOption(string name) => Command.Options.Any(o => o.Name == name || o.Aliases.Contains(name));

        public bool TakesValue(string name) =>
            Command.Options.Any(o => o.Arity.MinimumNumberOfValues > 0 && (o.Name == name || o.Aliases.Contains(name)));

        public Option<string[]> Add(string name, ArgumentArity arity, params string[] aliases)
        {
            var option = new Option<string[]>(name, aliases) { Arity = arity };
            Command.Add(option);
            return option;
        }
    }
}
