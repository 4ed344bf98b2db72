namespace Gatehouse.Generators;

/// <summary>Names of the pipeline's steps, which tests ask for.</summary>
internal static class Steps
{
    public const string Candidate = "Gatehouse.Candidate";
    public const string Hooks = "Gatehouse.Hooks";
    public const string Handlers = "Gatehouse.Handlers";
    public const string App = "Gatehouse.App";
    public const string Build = "Gatehouse.Build";
    public const string NeedsMain = "Gatehouse.NeedsMain";
    public const string Life = "Gatehouse.Life";
    public const string Parts = "Gatehouse.Parts";
    public const string Dispatch = "Gatehouse.Dispatch";
    public const string Links = "Gatehouse.Links";
    public const string OpenApi = "Gatehouse.OpenApi";
    public const string RouteTable = "Gatehouse.RouteTable";
    public const string Manifest = "Gatehouse.Manifest";
    public const string EntryPoints = "Gatehouse.EntryPoints";
    public const string Program = "Gatehouse.Program";

    /// <summary>The step before one that reads classes, which says whether it has to.</summary>
    public static string Before(string reading) => "Declared." + reading;
}
