namespace Gatehouse.Generators;

/// <summary>Names of the pipeline's steps, which tests ask for.</summary>
internal static class Steps
{
    public const string Candidate = "Gatehouse.Candidate";
    public const string App = "Gatehouse.App";
    public const string Build = "Gatehouse.Build";
    public const string NeedsMain = "Gatehouse.NeedsMain";
    public const string Life = "Gatehouse.Life";
    public const string Dispatch = "Gatehouse.Dispatch";
    public const string Manifest = "Gatehouse.Manifest";
    public const string EntryPoints = "Gatehouse.EntryPoints";
    public const string Program = "Gatehouse.Program";
}
