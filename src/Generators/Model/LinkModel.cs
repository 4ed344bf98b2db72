namespace Gatehouse.Generators.Model;

/// <summary>How a value is written into a link.</summary>
internal enum LinkFormat
{
    /// <summary>It is text.</summary>
    Text,

    /// <summary>It is text of several segments.</summary>
    Rest,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>It formats itself into a span.</summary>
    Formattable,

    /// <summary>It formats itself into a span; of its formats, the one that loses nothing is "O".</summary>
    RoundTrip,

    /// <summary>It is a URI, and stays as it was written.</summary>
    Uri,

    /// <summary>It is an enum: its member's name, or several with commas between them.</summary>
    Member,

    /// <summary>It has no way but over a string.</summary>
    Converted,
}

/// <summary>A link to a handler by one template.</summary>
/// <param name="Owner">The handler class as metadata has it; null for the app itself.</param>
/// <param name="Name">The handler, without the escape of a keyword.</param>
/// <param name="Parameters">What the link takes.</param>
internal sealed record LinkModel(string? Owner, string Name, EquatableArray<LinkParameter> Parameters);

/// <summary>A parameter of a link.</summary>
/// <param name="Name">Its name, without the escape of a keyword.</param>
/// <param name="TypeName">Its type, without the question mark of one that can be left out.</param>
/// <param name="Format">How its value is written.</param>
/// <param name="QueryName">Name of the field of the query; null for a parameter of the route.</param>
/// <param name="IsOptional">Whether it can be left out.</param>
/// <param name="IsValueType">Whether the type is a struct.</param>
/// <param name="IsMany">Whether it takes any number of values of the type.</param>
internal sealed record LinkParameter(
    string Name, string TypeName, LinkFormat Format, string? QueryName = null, bool IsOptional = false, bool IsValueType = false, bool IsMany = false);

/// <summary>The class that has the links.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsUsers">Whether the user declares a part of it.</param>
/// <param name="TakenNames">The members which that part has.</param>
internal sealed record LinkClass(string Name, bool IsUsers, EquatableArray<string> TakenNames);
