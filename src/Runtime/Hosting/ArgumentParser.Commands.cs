using System.CommandLine;
using System.Globalization;
using Gatehouse.Hosting.Operating;

namespace Gatehouse.Hosting;

/// <content>Commands for a server that runs.</content>
internal sealed partial class ArgumentParser
{
    private const string Json = "--json";
    private const string Watch = "--watch";
    private const string Quick = "--quick";
    private const string Wait = "--wait";
    private const int MostWorkers = 1024;
    private const decimal Day = 86400;

    private ParsedArguments ParseCommand(Operating.Command command, IReadOnlyList<string> args)
    {
        var symbols = new Symbols(command.Word(), Commands.Settings);
        Option<string[]>? json = command == Operating.Command.Status ? symbols.Add(Json, ArgumentArity.Zero) : null;
        Option<string[]>? watch = command == Operating.Command.Status ? symbols.Add(Watch, ArgumentArity.Zero) : null;
        Option<string[]>? quick = command == Operating.Command.Stop ? symbols.Add(Quick, ArgumentArity.Zero) : null;
        Option<string[]>? wait = command is Operating.Command.Status or Operating.Command.ReopenLogs ? null : symbols.Add(Wait, ArgumentArity.OneOrMore);
        var root = new System.CommandLine.Command(program) { symbols.Command };
        ParseResult result = root.Parse(
            Normalize(args, symbols), new ParserConfiguration { EnablePosixBundling = true, ResponseFileTokenReplacer = null });
        var options = new CommandOptions { Command = command };
        if (IsGiven(result, symbols.Help)) return new ParsedArguments { Request = Request.Help, Command = options };
        if (IsGiven(result, symbols.Version)) return new ParsedArguments { Request = Request.Version };

        var said = new Dictionary<Setting, (IReadOnlyList<string> Texts, string Origin)>();
        foreach ((Setting setting, Option<string[]> option) in symbols.Settings)
        {
            if (Values(result, symbols, option, null, setting.Expected) is not { } texts) continue;

            // Not a word is said to a server by a place that is none.
            var scratch = new ServerSettings();
            if (setting.Write(ref scratch, texts, setting.Option) is { } problem) throw Usage(problem);
            said.Add(setting, (texts, setting.Option));
        }

        string? config = Values(result, symbols, symbols.Config, null, "a path")?[^1];
        TimeSpan? limit = wait is not null && Values(result, symbols, wait, null, "a time") is { } times ? ReadWait(times[^1]) : null;
        string[] rest = [.. result.UnmatchedTokens];
        int workers = 0;
        if (command == Operating.Command.Scale)
        {
            if (rest is not [var count, .. var others] || count is ['-', ..]) throw Usage($"how many workers? {program} scale N, from 1 to {MostWorkers}");
            if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out workers) || workers is < 1 or > MostWorkers)
                throw Usage($"'{count}' for scale is not a whole number from 1 to {MostWorkers}");
            rest = others;
        }

        if (rest.Length > 0) throw Usage(UnmatchedOf(command, symbols, rest));
        return new ParsedArguments
        {
            Request = Request.Operate,
            Said = said,
            ConfigPath = config,
            Command = options with
            {
                Json = json is not null && IsGiven(result, json),
                Watch = watch is not null && IsGiven(result, watch),
                Quick = quick is not null && IsGiven(result, quick),
                Workers = workers,
                Wait = limit,
            },
        };
    }

    private static TimeSpan ReadWait(string text)
    {
        var form = new DurationForm(0, Day);
        return form.TryRead(text, out TimeSpan limit) ? limit : throw Usage($"'{text}' for {Wait} is not {form.Expected}");
    }

    private static string UnmatchedOf(Operating.Command command, Symbols symbols, IReadOnlyList<string> tokens)
    {
        string token = tokens.FirstOrDefault(t => t is ['-', _, ..]) ?? tokens[0];
        if (token is not ['-', _, ..]) return $"unexpected argument '{token}'";
        string name = token.Split('=', 2)[0];
        string? near = name is ['-', '-', ..]
            ? Suggestion.For(name, symbols.Command.Options.SelectMany(o => o.Aliases.Where(a => a is ['-', '-', ..]).Prepend(o.Name)))
            : null;
        return near is null && IsOptionOf(name, Verbs.All, out _)
            ? $"unknown option '{name}' for {command.Word()}: it is one of the server's"
            : $"unknown option '{name}' for {command.Word()}" + Suggestion.Question(near);
    }
}
