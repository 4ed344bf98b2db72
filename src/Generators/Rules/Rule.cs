namespace Gatehouse.Generators.Rules;

/// <summary>Makes the descriptors of the rules, each with its page of help.</summary>
internal static class Rule
{
    public const string Apps = "Gatehouse.Apps";
    public const string Routes = "Gatehouse.Routes";
    public const string Handlers = "Gatehouse.Handlers";
    public const string StaticFiles = "Gatehouse.StaticFiles";
    public const string WebSockets = "Gatehouse.WebSockets";
    public const string Hooks = "Gatehouse.Hooks";
    public const string OpenApi = "Gatehouse.OpenApi";
    public const string Security = "Security";

    private const string HelpBase = "https://github.com/gatehouse-net/gatehouse/blob/main/docs/rules/";

    /// <summary>Where the help for a rule is.</summary>
    public static string HelpFor(string id) => $"{HelpBase}{id}.md";
}
