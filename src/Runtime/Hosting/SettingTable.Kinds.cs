using System.Globalization;
using Gatehouse.Linux;
using Gatehouse.Proxy;
using Gatehouse.Serving;

namespace Gatehouse.Hosting;

/// <summary>How a line of the table is made for each kind of value, and what is wrong with a text of it.</summary>
internal static partial class SettingTable
{
    /// <summary>The longest time that makes sense for a deadline: a day.</summary>
    private const decimal Day = 86400;

    /// <summary>The shortest deadline for what a client has to do: below it no network would get through.</summary>
    private const decimal Instant = 0.01m;

    private static bool IsDetached(DefaultContext context) => context.Verb == Verb.Daemon && context.Said.NoDaemon is not true;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? CheckBind(string text)
    {
        try
        {
            BindAddress.Parse(text);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private static string? CheckAdminBind(string text) =>
        CheckBind(text) ?? (BindAddress.Parse(text) is { Protocol: BindProtocol.Http, IsProxied: false, Kind: not BindKind.Descriptor }
            ? null
            : "it is HOST:PORT or unix:PATH");

    private static string? CheckLogFormat(string text)
    {
        if (AccessLogFormat.TryParse(text, out _) is not { } problem)
            return null;
        return problem + Suggestion.Question(Suggestion.For(text, ["common", "combined", "json"], ("clf", "common"), ("apache", "combined")));
    }

    private static string? CheckFile(string text) =>
        text.Length == 0 ? "it is empty" : text.Any(char.IsControl) ? "it has a control character" : null;

    private static string? CheckHost(string text)
    {
        try
        {
            AllowedHosts.Create([text]);
            return null;
        }
        catch (FormatException e)
        {
            // The caller says itself which text it is.
            string opening = $"'{text}' is not a host: ";
            return (e.Message.StartsWith(opening, StringComparison.Ordinal) ? e.Message[opening.Length..] : e.Message).TrimEnd('.');
        }
    }

    private static string? CheckNetwork(string text)
    {
        try
        {
            TrustPolicy.Create([text], 1, new ForwardedHeaderNames());
            return null;
        }
        catch (FormatException e)
        {
            // The caller says itself which text it is.
            string opening = $"'{text}' is not an IP network: ";
            return (e.Message.StartsWith(opening, StringComparison.Ordinal) ? e.Message[opening.Length..] : e.Message).TrimEnd('.');
        }
    }

    private static Setting Number(
        string name, int least, int most, int value, Func<ServerSettings, int?> get, Func<ServerSettings, int, ServerSettings> set,
        SettingGroup group, string help, string[]? aliases = null, string valueName = "N", IReadOnlyList<Verb>? verbs = null,
        string? defaultText = null) =>
        new ValueSetting<int>(name, SettingKind.WholeNumber, new WholeNumberForm(least, most), get, set)
        {
            Group = group,
            Aliases = aliases ?? [],
            ValueName = valueName,
            Help = help,
            DefaultText = defaultText ?? Text(value),
            Default = _ => Text(value),
            Verbs = verbs ?? Verbs.All,
        };

    private static Setting Duration(
        string name, decimal least, int seconds, Func<ServerSettings, TimeSpan?> get, Func<ServerSettings, TimeSpan, ServerSettings> set,
        string help, string[]? aliases = null, SettingGroup group = SettingGroup.Deadlines, IReadOnlyList<Verb>? verbs = null) =>
        new ValueSetting<TimeSpan>(name, SettingKind.Duration, new DurationForm(least, Day), get, set)
        {
            Group = group,
            Aliases = aliases ?? [],
            ValueName = "SECONDS",
            Help = help,
            DefaultText = Text(seconds),
            Default = _ => Text(seconds),
            Verbs = verbs ?? Verbs.All,
        };

    private static Setting Files(
        string name, Func<ServerSettings, IReadOnlyList<string>> get, Func<ServerSettings, IReadOnlyList<string>, ServerSettings> set,
        string help, string alias, string defaultText = "none") =>
        new ListSetting(name, "a path without control characters", CheckFile, isNoneAllowed: false, s => get(s) is { Count: > 0 } v ? v : null, set)
        {
            Group = SettingGroup.Tls,
            Aliases = [alias],
            ValueName = "PATH",
            Help = help,
            DefaultText = defaultText,
            Default = _ => null,
        };

    private static Setting Path(
        string name, Func<ServerSettings, string?> get, Func<ServerSettings, string, ServerSettings> set, SettingGroup group, string help,
        string[] aliases, string defaultText, Func<DefaultContext, string?> value, bool mayBeEmpty = true, IReadOnlyList<Verb>? verbs = null) =>
        new TextSetting(name, SettingKind.Path, new TextForm("a path without control characters", mayBeEmpty), get, set)
        {
            Group = group,
            Aliases = aliases,
            ValueName = "PATH",
            Help = help,
            DefaultText = defaultText,
            Default = value,
            Verbs = verbs ?? Verbs.All,
        };

    private static Setting Name(
        string name, Func<ServerSettings, string?> get, Func<ServerSettings, string, ServerSettings> set, string help,
        string[] aliases, string defaultText) =>
        new TextSetting(name, SettingKind.Text, new TextForm("a name or number", mayBeEmpty: false), get, set)
        {
            Group = SettingGroup.Process,
            Aliases = aliases,
            ValueName = "NAME",
            Help = help,
            DefaultText = defaultText,
            Default = _ => null,
        };
}
