'use strict';
(() => {
  const root = document.documentElement;
  const charts = JSON.parse(document.getElementById('charts').textContent);
  const canvases = [...document.querySelectorAll('canvas')];
  const shapes = ['circle', 'triangle', 'rect', 'rectRot', 'star', 'crossRot'];
  const dashes = {
    teacher: [6, 4], baseline: [2, 3], constant: [2, 3], "annotator's own mode": [6, 4], 'item-mode oracle': [12, 4]
  };
  let drawn = [];
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;

  const theme = () => {
    const style = getComputedStyle(root);
    const value = name => style.getPropertyValue(name).trim();
    return {ink: value('--ink'), muted: value('--muted'), line: value('--line'), series: value('--series').split(' ')};
  };

  /** Room on both sides, so that no mark lies on the frame. */
  const range = chart => {
    const xs = chart.ticks.map(tick => tick.x);
    const low = xs.length ? Math.min(...xs) : 0;
    const high = xs.length ? Math.max(...xs) : 1;
    if (chart.logarithmic) {
      const factor = Math.pow(high / low, 0.06);
      return {min: low / factor, max: high * factor};
    }
    const margin = (high - low) * 0.06 || 0.5;
    return {min: low - margin, max: high + margin};
  };

  const seriesOf = (chart, colours) => chart.series.flatMap((series, i) => {
    const colour = colours[i % colours.length];
    const shape = shapes[i % shapes.length];
    const common = {borderColor: colour, pointStyle: shape};
    return [
      {...common, label: series.name, data: series.means, showLine: chart.numeric, backgroundColor: colour,
        borderWidth: 2, pointRadius: 5, pointHoverRadius: 7},
      {...common, label: series.name + ', single runs', data: series.runs, showLine: false, single: true,
        backgroundColor: 'transparent', borderWidth: 1, pointRadius: 3}
    ];
  });

  const referencesOf = (chart, x, colours) => chart.references.map(reference => ({
    label: reference.name, data: [{x: x.min, y: reference.y}, {x: x.max, y: reference.y}], reference: true,
    showLine: true, borderColor: reference.name === 'teacher' ? colours.ink : colours.muted, borderWidth: 1.5,
    borderDash: dashes[reference.name], pointRadius: 0, pointHitRadius: 8, pointStyle: 'line'
  }));

  /** Without the single runs, and with dashed lines drawn dashed. */
  const legend = chart => Chart.defaults.plugins.legend.labels.generateLabels(chart)
    .filter(item => !chart.data.datasets[item.datasetIndex].single)
    .map(item => {
      const {reference, borderColor, borderDash} = chart.data.datasets[item.datasetIndex];
      return reference ? {...item, strokeStyle: borderColor, lineWidth: 2, lineDash: borderDash} : item;
    });

  const axis = (title, colours) => ({
    title: {display: true, text: title, color: colours.muted},
    grid: {color: colours.line},
    border: {color: colours.line}
  });

  /** Bars begin at 0, so that their lengths can be compared. Of more categories than there is room for, some are named. */
  const drawBars = (canvas, chart) => {
    const colours = theme();
    const ticks = {color: colours.muted};
    return new Chart(canvas, {
      type: 'bar',
      data: {
        labels: chart.categories,
        datasets: chart.series.map((series, i) => ({
          label: series.name, data: series.values, backgroundColor: colours.series[i % colours.series.length]
        }))
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        color: colours.ink,
        scales: {
          x: {...axis(chart.axis, colours), ticks: {...ticks, autoSkip: chart.categories.length > 40}},
          y: {...axis(chart.value, colours), beginAtZero: true, ticks: {...ticks, maxTicksLimit: 8}}
        },
        plugins: {legend: {position: 'bottom', labels: {boxHeight: 10, padding: 16}}}
      }
    });
  };

  const draw = (canvas, chart) => {
    const colours = theme();
    const x = range(chart);
    const label = value => (chart.ticks.find(tick => tick.x === value) || {label: ''}).label;
    return new Chart(canvas, {
      type: 'scatter',
      data: {datasets: [...seriesOf(chart, colours.series), ...referencesOf(chart, x, colours)]},
      options: {
        animation: false,
        maintainAspectRatio: false,
        color: colours.ink,
        scales: {
          x: {
            ...axis(chart.axis, colours), ...x,
            type: chart.logarithmic ? 'logarithmic' : 'linear',
            afterBuildTicks: scale => { scale.ticks = chart.ticks.map(tick => ({value: tick.x})); },
            ticks: {color: colours.muted, autoSkip: false, callback: label}
          },
          y: {...axis(chart.score, colours), grace: '8%', ticks: {color: colours.muted, maxTicksLimit: 8}}
        },
        plugins: {
          legend: {
            position: 'bottom',
            labels: {usePointStyle: true, boxHeight: 10, padding: 16, generateLabels: legend}
          },
          tooltip: {callbacks: {label: item => {
            const at = item.dataset.reference ? '' : ' at ' + (chart.numeric ? chart.axis + ' ' : '') + label(item.raw.x);
            return `${item.dataset.label}${at}: ${item.raw.y.toFixed(4)}`;
          }}}
        }
      }
    });
  };

  const redraw = () => {
    drawn.forEach(chart => chart.destroy());
    drawn = charts.map((chart, i) => (chart.categories ? drawBars : draw)(canvases[i], chart));
  };

  const sortBy = (table, column, header) => {
    const descending = header.getAttribute('aria-sort') === 'ascending';
    table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
    header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
    const text = row => row.cells[column].lastChild.textContent.trim().replaceAll(',', '');
    const compare = (a, b) => {
      const [left, right] = [Number(text(a)), Number(text(b))];
      if (Number.isNaN(left) || Number.isNaN(right)) {
        // Numbers come before what is missing, whichever the direction.
        return Number.isNaN(left) - Number.isNaN(right) || text(a).localeCompare(text(b)) * (descending ? -1 : 1);
      }
      return (left - right) * (descending ? -1 : 1);
    };
    const body = table.tBodies[0];
    [...body.rows].sort(compare).forEach(row => body.append(row));
  };

  const makeSortable = table => [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement('button');
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener('click', () => sortBy(table, column, header));
  });

  document.querySelectorAll('table.sortable').forEach(makeSortable);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  const print = printing => () => {
    root.classList.toggle('printing', printing);
    redraw();
  };
  addEventListener('beforeprint', print(true));
  addEventListener('afterprint', print(false));
  redraw();
})();
