namespace Gatehouse.Hosting.Diagnosis;

/// <summary>What <c>doctor</c> is asked to look at.</summary>
internal sealed record DoctorOptions
{
    /// <summary>The address that clients use.</summary>
    public required Uri Url { get; init; }

    /// <summary>The host that is asked for, where it is not the URL's; with a port or without.</summary>
    public string? Host { get; init; }

    /// <summary>An nginx file, which says where the application is behind it; null for none.</summary>
    public string? Via { get; init; }

    /// <summary>Where the application itself is, <c>HOST:PORT</c> or <c>unix:PATH</c>; null where only <see cref="Via"/> says.</summary>
    public string? Direct { get; init; }

    /// <summary>Takes any certificate.</summary>
    public bool IsInsecure { get; init; }
}
