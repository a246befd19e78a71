/** What we use of dagre; its own types name files without their endings, which Node's resolution does not find. */
declare module '@dagrejs/dagre' {
  interface Point {
    x: number;
    y: number;
  }
  interface NodeBox extends Point {
    width: number;
    height: number;
  }
  interface EdgeLine extends NodeBox {
    points: Point[];
    label: string;
    weight: number;
  }
  interface GraphSettings {
    rankdir: 'TB';
    nodesep: number;
    ranksep: number;
    /** Of the whole, after the layout. */
    width?: number;
    height?: number;
  }

  class Graph {
    constructor(options: { multigraph: boolean });
    setGraph(settings: GraphSettings): void;
    graph(): GraphSettings;
    setNode(id: string, box: NodeBox): void;
    node(id: string): NodeBox;
    setEdge(from: string, to: string, line: EdgeLine, name: string): void;
    edge(edge: { v: string; w: string; name: string }): EdgeLine;
  }

  /** Gives each box its middle, each line its points. */
  export function layout(graph: Graph): void;
  export const graphlib: { Graph: typeof Graph };
}
