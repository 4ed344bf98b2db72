namespace Gatehouse.Generators.Model;

/// <summary>An object that each worker has beside the app: an instance of a handler class, or a filter.</summary>
/// <param name="TypeName">The class as it is named from everywhere.</param>
/// <param name="SimpleName">Its own name, which its field is named after.</param>
/// <param name="Needs">Types of its constructor's parameters, named from everywhere.</param>
/// <param name="Stop">How it ends.</param>
internal sealed record PartModel(string TypeName, string SimpleName, EquatableArray<string> Needs, StopKind Stop);

/// <summary>What the app offers to others by its type.</summary>
/// <param name="TypeName">The type, named from everywhere.</param>
/// <param name="ShortTypeName">The type, as messages write it.</param>
/// <param name="Member">The field or property, as C# writes it.</param>
/// <param name="IsStatic">Whether it is read without the app.</param>
/// <param name="IsNullable">Whether its type says that it may be null.</param>
internal sealed record ServiceModel(string TypeName, string ShortTypeName, string Member, bool IsStatic, bool IsNullable);

/// <summary>A filter.</summary>
internal sealed record FilterModel(PartModel Part, bool IsBefore, bool IsAfter, bool IsException)
{
    /// <summary>Where the app has it; null until the app is composed.</summary>
    public string? Field { get; init; }
}

/// <summary>A class of handlers beside the app.</summary>
/// <param name="FullName">The class as it is named from everywhere.</param>
/// <param name="Part">Its instance; null for a class that needs none.</param>
/// <param name="Routes">Its routes; their calls name the class, and hold its filters.</param>
internal sealed record HandlersModel(string FullName, PartModel? Part, EquatableArray<RouteModel> Routes);

/// <summary>A part, with all that makes it.</summary>
/// <param name="TypeName">The class.</param>
/// <param name="Field">Name of its field, as C# writes it.</param>
/// <param name="Arguments">Arguments of its constructor.</param>
/// <param name="Stop">How it ends.</param>
internal sealed record PartField(string TypeName, string Field, EquatableArray<string> Arguments, StopKind Stop);
