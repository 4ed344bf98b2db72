namespace Gatehouse.Tasks;

/// <summary>Codes of the messages that a build can show. docs/deploy.md has a section for each.</summary>
internal static class DeployCodes
{
    /// <summary>The project is an app, but its assembly has no manifest.</summary>
    public const string NoManifest = "GHD2001";

    /// <summary>The manifest cannot be read.</summary>
    public const string MalformedManifest = "GHD2002";

    /// <summary>The manifest was written by another version of the generator.</summary>
    public const string UnknownManifestVersion = "GHD2003";

    /// <summary>The nginx file and the declared trust do not fit together.</summary>
    public const string TrustMismatch = "GHD2004";

    /// <summary>A folder of static files is not published.</summary>
    public const string StaticFolderNotPublished = "GHD2005";

    /// <summary>GatehouseDeploy names something that is not generated.</summary>
    public const string UnknownDeployTarget = "GHD3001";

    /// <summary>A property has a value that cannot stand in the file it is written into.</summary>
    public const string BadProperty = "GHD3002";

    /// <summary>The unit would have no program to start.</summary>
    public const string NoExecutable = "GHD3003";
}
