using System.Collections;

namespace Gatehouse.Hosting;

/// <summary>What the operator says, gathered from its sources and laid over each other.</summary>
/// <param name="verb">The runtime.</param>
/// <param name="environment">The environment of the process.</param>
/// <param name="directory">The working directory, where <c>gatehouse.json</c> is looked for.</param>
internal sealed class SettingSources(Verb verb, IReadOnlyDictionary<string, string> environment, string directory)
{
    /// <summary>The file that is read without being asked for.</summary>
    public const string DefaultFile = "gatehouse.json";

    private const string Prefix = "GATEHOUSE_";
    private const string ConfigVariable = "GATEHOUSE_CONFIG";

    /// <summary>Names that a supervisor, a detaching parent or a build sets, never an operator.</summary>
    private static readonly string[] InternalNames = ["GATEHOUSE_CI", "GATEHOUSE_WORKER", Supervision.Predecessor.Variable];
    private static readonly string[] InternalPrefixes = ["GATEHOUSE_CI_", "GATEHOUSE_WORKER_", "GATEHOUSE_DETACH"];

    private ServerSettings settings = new();

    /// <summary>A line for each error.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The environment of this process; a variable's last value counts.</summary>
    public static IReadOnlyDictionary<string, string> ProcessEnvironment()
    {
        var variables = new Dictionary<string, string>();
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        return variables;
    }

    /// <summary>Lays the sources over each other, the command line on top.</summary>
    /// <param name="said">The texts of each setting on the command line.</param>
    /// <param name="configPath">--config; null if it was not given.</param>
    public ServerSettings Gather(IReadOnlyDictionary<Setting, (IReadOnlyList<string> Texts, string Origin)> said, string? configPath)
    {
        ReadFile(configPath);
        ReadPlatform(said);
        ReadEnvironment();
        foreach ((Setting setting, (IReadOnlyList<string> texts, string origin)) in said)
            Write(setting, texts, origin);
        return settings;
    }

    private void ReadFile(string? option)
    {
        string? asked = option ?? Variable(ConfigVariable);
        string name = asked ?? DefaultFile;
        string path = Path.Combine(directory, name);
        if (asked is null && !File.Exists(path))
            return;
        try
        {
            foreach (FileEntry entry in SettingsFile.Read(File.ReadAllBytes(path), name, Problems))
                Write(entry.Setting, entry.Texts, entry.Origin);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string origin = option is not null ? "--config" : asked is not null ? ConfigVariable : "the working directory";
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file"
                : Directory.Exists(path) ? "it is a directory"
                : e is UnauthorizedAccessException ? "permission denied"
                : e.Message;
            Problems.Add($"cannot read the config file '{name}' (from {origin}): {reason}");
        }
    }

    /// <summary>
    /// PORT and WEB_CONCURRENCY, as hosting platforms set them. They are the platform's word, not the operator's: whoever
    /// says the same with our own name is not bothered with them.
    /// </summary>
    private void ReadPlatform(IReadOnlyDictionary<Setting, (IReadOnlyList<string> Texts, string Origin)> said)
    {
        if (IsOpen(SettingTable.Bind) && Variable("PORT") is string port)
            Write(SettingTable.Bind, [$"0.0.0.0:{port}"], "PORT");

        if (SettingTable.Workers.Verbs.Contains(verb) && IsOpen(SettingTable.Workers) && Variable("WEB_CONCURRENCY") is string workers)
            Write(SettingTable.Workers, [workers], "WEB_CONCURRENCY");

        bool IsOpen(Setting setting) => !said.ContainsKey(setting) && Variable(setting.EnvironmentName) is null;
    }

    private void ReadEnvironment()
    {
        foreach (Setting setting in SettingTable.All)
        {
            if (Variable(setting.EnvironmentName) is string text)
                Write(setting, setting.Kind == SettingKind.List ? [.. ListSetting.Split(text)] : [text], setting.EnvironmentName);
        }

        foreach (string name in environment.Keys.Order(StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || VariableNames().Contains(name))
                continue;
            // GATEHOUSE_WORKER_FD is a supervisor's; GATEHOUSE_WORKER_CLAS is a slip of an operator's pen.
            string prefix = Array.Find(InternalPrefixes, p => name.StartsWith(p, StringComparison.Ordinal)) ?? Prefix;
            string? near = Suggestion.For(
                name[prefix.Length..],
                VariableNames().Where(v => v.StartsWith(prefix, StringComparison.Ordinal)).Select(v => v[prefix.Length..]),
                prefix == Prefix ? [("PORT", "BIND"), ("HOST", "BIND")] : []);
            if ((near is not null || prefix == Prefix) && !InternalNames.Contains(name))
                Problems.Add($"unknown setting '{name}' in the environment{Suggestion.Question(near is null ? null : prefix + near)}");
        }
    }

    private static IEnumerable<string> VariableNames() => SettingTable.All.Select(s => s.EnvironmentName).Append(ConfigVariable);

    /// <summary>A variable that is set to nothing is one that was not set: shells and unit files cannot always leave one out.</summary>
    private string? Variable(string name) => environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private void Write(Setting setting, IReadOnlyList<string> texts, string origin)
    {
        if (SettingOrigins.Write(ref settings, setting, texts, origin) is string problem)
            Problems.Add(problem);
    }
}
