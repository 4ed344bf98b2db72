namespace Gatehouse.Tasks.Manifest;

/// <summary>A manifest that cannot be used. The message says what is wrong and where in the manifest.</summary>
internal sealed class ManifestException(string code, string message) : Exception(message)
{
    /// <summary>The message code, as docs/deploy.md explains it.</summary>
    public string Code { get; } = code;
}
