using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Where a value ends up that was followed through a method.</summary>
/// <param name="Value">The value as it is at the end of its way.</param>
/// <param name="User">The operation that takes it; null where nothing does.</param>
/// <param name="Leftmost">The operation that took the first entry of the list, if one did on the way.</param>
internal readonly record struct FlowEnd(IOperation Value, IOperation? User, IOperation? Leftmost);

/// <summary>A value on its way, and what is known of the list of entries that it is or was taken from.</summary>
/// <param name="Value">The value here.</param>
/// <param name="Client">Where in the list the entry stands that the client itself may have sent.</param>
/// <param name="IsSplit">Whether the value is the entries; else it is the text, or the lines of a repeated header, with all of them.</param>
/// <param name="Leftmost">The operation that took that entry; null where another was taken, or none yet.</param>
internal readonly record struct FlowStep(IOperation Value, ListEnd Client, bool IsSplit, IOperation? Leftmost);

/// <summary>An end of a list of entries.</summary>
internal enum ListEnd
{
    First,
    Last,
    Neither,
}
