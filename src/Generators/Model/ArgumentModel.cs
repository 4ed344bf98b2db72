namespace Gatehouse.Generators.Model;

/// <summary>Where an argument of a handler comes from.</summary>
internal enum ArgumentKind
{
    Request,
    Response,
    Aborted,
    WebSocket,
    Worker,
    Service,
    Route,
    Query,
    Header,

    /// <summary>A field of a form.</summary>
    FormField,

    /// <summary>A file of a form.</summary>
    FormFile,

    /// <summary>The form as a whole.</summary>
    Form,

    /// <summary>The body, as JSON.</summary>
    Body,
}

/// <summary>How many values an argument takes.</summary>
internal enum ArgumentArity
{
    One,
    Array,
    List,
}

/// <summary>An argument of a handler.</summary>
/// <param name="Kind">Where it comes from.</param>
internal sealed record ArgumentModel(ArgumentKind Kind)
{
    /// <summary>Its name on the wire; null for kinds without one.</summary>
    public string? Name { get; init; }

    /// <summary>Type of the parameter, from <c>global::</c>, without the mark of a nullable reference.</summary>
    public string TypeName { get; init; } = "";

    /// <summary>Whether a request without it is refused.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether it may be null.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Whether its values are of a value type.</summary>
    public bool IsValueType { get; init; }

    public ArgumentArity Arity { get; init; }

    /// <summary>How a value is written, for kinds that are text on the wire.</summary>
    public ValueModel? Value { get; init; }

    /// <summary>The parameter's default, as C# writes it; null where it has none, or it is null.</summary>
    public string? Default { get; init; }

    /// <summary>Number of the route parameter.</summary>
    public int Slot { get; init; }

    /// <summary>Whether the route parameter is the rest of the path.</summary>
    public bool IsCatchAll { get; init; }

    /// <summary>What it is where the path lacks the route parameter, as C# writes it; null where no path does.</summary>
    public string? Absent { get; init; }

    /// <summary>The member of the app that is the service, as C# writes it.</summary>
    public string? Member { get; init; }

    /// <summary>What the body is read through.</summary>
    public JsonTypeModel? Json { get; init; }

    public bool IsFromForm => Kind is ArgumentKind.FormField or ArgumentKind.FormFile or ArgumentKind.Form;

    public bool IsFromBody => IsFromForm || Kind == ArgumentKind.Body;
}

/// <summary>A type that travels as JSON.</summary>
/// <param name="TypeName">The type, as C# writes it for a type argument.</param>
/// <param name="TypeOf">The type, as C# writes it in <c>typeof</c>, where no reference type is nullable.</param>
/// <param name="Context">The app's <c>JsonSerializerContext</c>.</param>
internal sealed record JsonTypeModel(string TypeName, string TypeOf, string Context);

/// <summary>How the text of a value is read.</summary>
internal enum ValueForm
{
    Text,
    Integer,
    Number,
    Boolean,
    Guid,
    Date,
    Time,
    DateTime,
    DateTimeOffset,
    TimeSpan,
    Uri,
    Enum,
    Utf8Parsable,
    Parsable,
}

/// <summary>A value that is text on the wire.</summary>
/// <param name="TypeName">Its type, from <c>global::</c>; of an array, the element's.</param>
/// <param name="Form">How its text is read.</param>
/// <param name="Enum">The enum, where it is one.</param>
internal sealed record ValueModel(string TypeName, ValueForm Form, EnumModel? Enum = null);

/// <summary>An enum whose members are written by name.</summary>
/// <param name="TypeName">The enum, from <c>global::</c>.</param>
/// <param name="SimpleName">Its own name.</param>
/// <param name="IsFlags">Whether several may be written, with commas between them.</param>
/// <param name="Members">The names of its members, unescaped.</param>
internal sealed record EnumModel(string TypeName, string SimpleName, bool IsFlags, EquatableArray<string> Members);
