namespace Gatehouse.Hosting;

/// <summary>The version of this package as a constant: asking the assembly for it would be reflection.</summary>
internal static class GatehouseVersion
{
    public const string Text = "0.1.0";
}
